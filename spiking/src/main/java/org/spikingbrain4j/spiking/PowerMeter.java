package org.spikingbrain4j.spiking;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Measured energy of the processor, from the running average power limit (RAPL) counters that Linux shows below {@code
 * /sys/class/powercap}. Intel and AMD have them under the same names; virtual machines and containers mostly do not.
 */
public final class PowerMeter {
    private static final Path POWERCAP = Path.of("/sys/class/powercap");
    /** More than any package draws: a counter cannot come round sooner than at this power. */
    private static final double MOST_WATTS = 1000;

    private final Path root;
    private final LongSupplier nanoTime;

    PowerMeter(Path root, LongSupplier nanoTime) {
        this.root = root;
        this.nanoTime = nanoTime;
    }

    /** The meter of this machine. Opening it always works; a measurement says where it does not. */
    public static PowerMeter open() {
        return open(POWERCAP);
    }

    /** A meter that reads a folder laid out as {@code /sys/class/powercap}. */
    public static PowerMeter open(Path root) {
        return new PowerMeter(root, System::nanoTime);
    }

    /** Starts to measure. */
    public Measurement start() {
        return new Measurement();
    }

    private List<PowerDomain> packages() throws IOException {
        List<PowerDomain> packages = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, "intel-rapl:*")) {
            for (Path folder : folders) {
                if (PowerDomain.isPackage(folder)) {
                    packages.add(PowerDomain.in(folder));
                }
            }
        }
        return packages;
    }

    PowerReading.NotAvailable notAvailable(IOException e) {
        if (e instanceof AccessDeniedException denied) {
            return new PowerReading.NotAvailable(
                    "no permission: %s is readable by root only since CVE-2020-8694; run as root or make it readable"
                            .formatted(denied.getFile()));
        }
        if (!Files.isDirectory(root)) {
            return new PowerReading.NotAvailable(
                    "no such folder: %s; this system shows no energy counters, as most virtual machines"
                            .formatted(root));
        }
        return new PowerReading.NotAvailable("cannot read the energy counters: " + e);
    }

    /** A measurement in progress. Not thread-safe. */
    public final class Measurement {
        private final long start = nanoTime.getAsLong();
        private List<PowerDomain> packages = List.of();
        private final List<Long> counters = new ArrayList<>();
        private PowerReading reading = new PowerReading.Measured(0, Duration.ZERO);

        private Measurement() {
            try {
                packages = packages();
                for (PowerDomain domain : packages) {
                    counters.add(domain.read());
                }
                if (packages.isEmpty()) {
                    reading = new PowerReading.NotAvailable("no package domain (intel-rapl:N) in " + root);
                }
            } catch (IOException e) {
                reading = notAvailable(e);
            }
        }

        /**
         * What was consumed since the start. May be called again and again; whoever measures for longer than a minute
         * must, because the counters come round and only once between two readings can be seen.
         */
        public PowerReading read() {
            if (reading instanceof PowerReading.Measured before) {
                try {
                    reading = advance(before);
                } catch (IOException e) {
                    reading = notAvailable(e);
                }
            }
            return reading;
        }

        private PowerReading advance(PowerReading.Measured before) throws IOException {
            Duration interval = Duration.ofNanos(nanoTime.getAsLong() - start);
            double seconds = interval.minus(before.interval()).toNanos() * 1e-9;
            long microjoules = 0;
            for (int i = 0; i < packages.size(); i++) {
                PowerDomain domain = packages.get(i);
                if (seconds * MOST_WATTS * 1e6 > domain.range()) {
                    return new PowerReading.NotAvailable(
                            "not read for %.0f s, in which the energy counter may have come round twice; read more often"
                                    .formatted(seconds));
                }
                long now = domain.read();
                microjoules += domain.microjoules(counters.set(i, now), now);
            }
            return new PowerReading.Measured(before.joules() + microjoules * 1e-6, interval);
        }
    }
}
