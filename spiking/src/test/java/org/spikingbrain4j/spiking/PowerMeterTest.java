package org.spikingbrain4j.spiking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.spiking.PowerReading.Measured;
import org.spikingbrain4j.spiking.PowerReading.NotAvailable;

class PowerMeterTest {
    private static final long RANGE = 262_143_328_850L;

    @TempDir
    private Path root;

    private long nanos;

    @Test
    void sumsThePackagesAndNothingElse() throws IOException {
        domain("intel-rapl:0", "package-0", 1_000_000);
        domain("intel-rapl:1", "package-1-die-0", 5_000_000);
        domain("intel-rapl:0:0", "core", 0);
        domain("intel-rapl:2", "psys", 0);
        domain("intel-rapl-mmio:0", "package-0", 0);
        PowerMeter.Measurement measurement = meter().start();
        count("intel-rapl:0", 3_000_000);
        count("intel-rapl:1", 5_500_000);
        count("intel-rapl:0:0", 900_000);
        count("intel-rapl:2", 900_000);
        count("intel-rapl-mmio:0", 900_000);
        assertMeasured(measurement, 500, 2.5);
        assertThat(((Measured) measurement.read()).watts()).isCloseTo(5, within(1e-9));
    }

    @Test
    void countersComeRound() throws IOException {
        domain("intel-rapl:0", "package-0", RANGE - 400_000);
        PowerMeter.Measurement measurement = meter().start();
        count("intel-rapl:0", 600_000);
        assertMeasured(measurement, 1000, 1);
        count("intel-rapl:0", RANGE - 1_400_000);
        assertMeasured(measurement, 2000, 1 + (RANGE - 2_000_000) * 1e-6);
        count("intel-rapl:0", 0);
        assertMeasured(measurement, 3000, 1 + (RANGE - 600_000) * 1e-6);
    }

    @Test
    void silenceOfManyMinutesIsNoMeasurement() throws IOException {
        domain("intel-rapl:0", "package-0", 0);
        PowerMeter.Measurement measurement = meter().start();
        count("intel-rapl:0", 1_000_000);
        assertMeasured(measurement, 200_000, 1);
        nanos += Duration.ofMinutes(10).toNanos();
        assertReason(measurement.read(), "may have come round twice");
        assertReason(measurement.read(), "may have come round twice");
    }

    @Test
    void withoutTheInterfaceNothingIsAvailable() throws IOException {
        assertReason(
                PowerMeter.open(root.resolve("absent")).start().read(), "no such folder: " + root.resolve("absent"));
        assertReason(meter().start().read(), "no package domain (intel-rapl:N) in " + root);
        domain("intel-rapl:0", "dram", 0);
        assertReason(meter().start().read(), "no package domain");
    }

    @Test
    void countersThatVanishOrMakeNoSenseAreNotAvailable() throws IOException {
        domain("intel-rapl:0", "package-0", 0);
        PowerMeter.Measurement measurement = meter().start();
        Files.writeString(root.resolve("intel-rapl:0/energy_uj"), "many\n");
        assertReason(measurement.read(), "need a number, found many");
        Files.delete(root.resolve("intel-rapl:0/energy_uj"));
        assertReason(meter().start().read(), "NoSuchFileException");
    }

    /** Root reads everything, so the refusal of the system is put in by hand. */
    @Test
    void aRefusalSaysWhoMayRead() {
        PowerReading reading = meter().notAvailable(new AccessDeniedException("/sys/x/energy_uj"));
        assertReason(reading, "no permission: /sys/x/energy_uj is readable by root only since CVE-2020-8694");
    }

    @Test
    void thisMachineGivesAMeasurementOrAReason() {
        switch (PowerMeter.open().start().read()) {
            case Measured(double joules, Duration interval) -> {
                assertThat(joules).isNotNegative();
                assertThat(interval).isPositive();
            }
            case NotAvailable(String reason) -> assertThat(reason).isNotBlank().doesNotContain("\n");
        }
    }

    private PowerMeter meter() {
        return new PowerMeter(root, () -> nanos);
    }

    private void domain(String folder, String name, long microjoules) throws IOException {
        Path domain = Files.createDirectory(root.resolve(folder));
        Files.writeString(domain.resolve("name"), name + "\n");
        Files.writeString(domain.resolve("max_energy_range_uj"), RANGE + "\n");
        count(folder, microjoules);
    }

    private void count(String folder, long microjoules) throws IOException {
        Files.writeString(root.resolve(folder).resolve("energy_uj"), microjoules + "\n");
    }

    private void assertMeasured(PowerMeter.Measurement measurement, long millis, double joules) {
        nanos = Duration.ofMillis(millis).toNanos();
        assertThat(measurement.read()).isInstanceOfSatisfying(Measured.class, measured -> {
            assertThat(measured.joules()).isCloseTo(joules, within(1e-6));
            assertThat(measured.interval()).isEqualTo(Duration.ofMillis(millis));
        });
    }

    private static void assertReason(PowerReading reading, String reason) {
        assertThat(reading)
                .isInstanceOfSatisfying(
                        NotAvailable.class,
                        missing -> assertThat(missing.reason()).contains(reason));
    }
}
