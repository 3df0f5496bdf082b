package examples.logs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Writes the log of a detector at a test beam. Every ten seconds there is a heartbeat, voltages and temperatures of one of
 * three subdetectors in turn, trigger rates and the beam; between runs the steps of stopping, calibrating and starting; now and
 * then a channel trips and recovers. With a file for them, anomalies are planted, and the lines that show them told there: number,
 * kind, line (from 1), text.
 * {@code java DetectorLog.java SEED CYCLES out.log [anomalies.tsv]}; the same seed gives the same log.
 */
final class DetectorLog {
    private static final int SECONDS = 10; // of a cycle
    private static final int PLACES = 20; // of lines within it
    private static final int HOUR = 3600;
    private static final List<List<Channel>> SUBDETECTORS =
            List.of(channels("PIX", 150, 0.40, -7), channels("SCT", 250, 1.20, -4), channels("CAL", 1600, 3.50, 21));

    private final SplittableRandom random;
    private final Map<Integer, Anomaly> planted;
    private final LogFile log;
    private final Runs runs;
    private Optional<Anomaly> anomaly = Optional.empty(); // of this cycle
    private Optional<Lasting> lasting = Optional.empty();
    private Optional<Trip> trip = Optional.empty();
    private int cycle;
    private int place;

    /** @param reading voltage and current, as text */
    private record Lasting(Anomaly anomaly, Channel channel, String reading) {}

    private record Trip(Channel channel, int ends) {}

    private DetectorLog(long seed, Map<Integer, Anomaly> planted, LogFile log) {
        this.random = new SplittableRandom(seed);
        this.runs = new Runs(random);
        this.planted = planted;
        this.log = log;
    }

    /** Channels differ a little, and always in the same way. */
    private static List<Channel> channels(String name, int volts, double current, double degrees) {
        return IntStream.rangeClosed(1, 6)
                .mapToObj(i -> new Channel(name + i, volts + 2 * i, current * (1 + 0.1 * i), degrees + 0.7 * i))
                .toList();
    }

    public static void main(String[] arguments) throws IOException {
        long seed = Long.parseLong(arguments[0]);
        int cycles = Integer.parseInt(arguments[1]);
        boolean anomalies = arguments.length > 3;
        Map<Integer, Anomaly> planted = anomalies ? Anomaly.plant(cycles, new SplittableRandom(~seed)) : Map.of();
        try (LogFile log = new LogFile(Path.of(arguments[2]))) {
            DetectorLog detector = new DetectorLog(seed, planted, log);
            IntStream.range(0, cycles).forEach(detector::cycle);
            System.out.printf("%s: %,d lines%n", arguments[2], log.lines());
            if (anomalies) {
                Files.write(Path.of(arguments[3]), log.anomalies());
            }
        }
    }

    private void cycle(int number) {
        cycle = number;
        place = 0;
        anomaly = Optional.ofNullable(planted.get(number));
        if (!is(Anomaly.Kind.NO_HEARTBEAT)) {
            line("DAQ heartbeat ok");
        }
        place = 1;
        List<Channel> channels = SUBDETECTORS.get(number % SUBDETECTORS.size());
        int drawn = random.nextInt(channels.size());
        Channel wrong = channels.get(isOff(channels.get(drawn)) ? (drawn + 1) % channels.size() : drawn);
        trips(wrong);
        for (Channel channel : channels) {
            voltage(channel, channel == wrong);
        }
        for (Channel channel : channels) {
            temperature(channel, channel == wrong);
        }
        trigger();
        line("BEAM %.1f e9 per spill good".formatted(12.4 + 0.3 * random.nextGaussian()));
        anomaly.flatMap(found -> found.kind().unseen()).ifPresent(this::wrong);
        runs.next(number, anomaly).ifPresent(step -> line(step.text(), step.anomaly()));
    }

    private boolean is(Anomaly.Kind kind) {
        return anomaly.filter(found -> found.kind() == kind).isPresent();
    }

    /** A channel may trip in one cycle of sixty, where it is read, and comes back. */
    private void trips(Channel candidate) {
        if (trip.isPresent() && trip.get().ends() == cycle) {
            line("ALARM HV %s trip cleared".formatted(trip.get().channel().name()));
            trip = Optional.empty();
        } else if (random.nextInt(60) == 0 && trip.isEmpty() && anomaly.isEmpty() && lasting.isEmpty()) {
            trip = Optional.of(new Trip(candidate, cycle + 4 + random.nextInt(12)));
            line("ALARM HV %s trip".formatted(candidate.name()));
        }
    }

    private boolean isOff(Channel channel) {
        return trip.filter(found -> found.channel() == channel).isPresent();
    }

    private void voltage(Channel channel, boolean wrong) {
        double volts = channel.volts() + 0.03 * random.nextGaussian();
        double current = channel.current() * (1 + 0.01 * random.nextGaussian());
        boolean off = isOff(channel);
        volts = off ? Math.abs(volts - channel.volts()) : volts;
        current = off ? 0 : current;
        if (wrong && is(Anomaly.Kind.VOLTAGE)) {
            wrong(reading(channel, volts * 0.97, current, "uA ON"));
        } else if (wrong && is(Anomaly.Kind.CURRENT)) {
            wrong(reading(channel, volts, current * 8, "uA ON"));
        } else if (wrong && is(Anomaly.Kind.UNIT)) {
            wrong(reading(channel, volts, current, "mA ON"));
        } else if (wrong && is(Anomaly.Kind.FALSE_TRIP)) {
            wrong(reading(channel, volts, current, "uA TRIP"));
        } else {
            stuck(channel, reading(channel, volts, current, off ? "uA TRIP" : "uA ON"), wrong);
        }
    }

    /** The line of a channel, or what it was when it stuck. */
    private void stuck(Channel channel, String reading, boolean wrong) {
        if (wrong && (is(Anomaly.Kind.STUCK) || is(Anomaly.Kind.DRIFT))) {
            lasting = Optional.of(new Lasting(anomaly.orElseThrow(), channel, reading));
        }
        if (lastsOn(channel, Anomaly.Kind.STUCK)) {
            line(lasting.orElseThrow().reading(), lasting.map(Lasting::anomaly));
        } else {
            line(reading);
        }
    }

    private static String reading(Channel channel, double volts, double current, String state) {
        return "HV %s %.2f V %.3f %s".formatted(channel.name(), volts, current, state);
    }

    private boolean lastsOn(Channel channel, Anomaly.Kind kind) {
        return lasting.filter(
                        found -> found.channel() == channel && found.anomaly().kind() == kind)
                .filter(found -> turns(found.anomaly()) < Anomaly.LASTING)
                .isPresent();
    }

    /** How often the subdetector of an anomaly was read since. */
    private int turns(Anomaly since) {
        return (cycle - since.cycle()) / SUBDETECTORS.size();
    }

    private void temperature(Channel channel, boolean wrong) {
        double day = Math.sin(2 * Math.PI * cycle * SECONDS / 86_400.0);
        double degrees = channel.degrees() + 0.4 * day + 0.08 * random.nextGaussian();
        if (wrong && is(Anomaly.Kind.TEMPERATURE)) {
            temperature(channel, degrees + 6, anomaly);
        } else if (lastsOn(channel, Anomaly.Kind.DRIFT)) {
            Anomaly drift = lasting.orElseThrow().anomaly();
            temperature(channel, degrees + 0.1 * (1 + turns(drift)), Optional.of(drift));
        } else {
            temperature(channel, degrees, Optional.empty());
        }
    }

    private void temperature(Channel channel, double degrees, Optional<Anomaly> wrong) {
        line("TEMP %s %.1f C".formatted(channel.name(), degrees), wrong);
    }

    private void trigger() {
        double first = runs.running() ? 84 + random.nextGaussian() : 0.1 * random.nextDouble();
        double busy = runs.running() ? 1.8 + 0.2 * random.nextGaussian() : 0;
        boolean slow = is(Anomaly.Kind.RATE);
        first = slow ? first / 4 : first;
        line(
                "TRG L1 %.1f kHz L2 %.2f kHz busy %.1f %%".formatted(first, first / 40, busy),
                slow ? anomaly : Optional.empty());
    }

    private void line(String text) {
        line(text, Optional.empty());
    }

    private void wrong(String text) {
        line(text, anomaly);
    }

    private void line(String text, Optional<Anomaly> wrong) {
        boolean early = is(Anomaly.Kind.NO_HEARTBEAT) && place == 1; // in the heartbeat's place
        boolean past = is(Anomaly.Kind.CLOCK) && place == 4; // once, in a reading
        int second = cycle * SECONDS + place * SECONDS / PLACES - (past ? HOUR : 0);
        log.line(second, text, early || past ? anomaly : wrong);
        place++;
    }
}
