package examples.logs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Something wrong in a log.
 *
 * @param number from 1, in the order of the log
 * @param cycle in which it begins
 */
record Anomaly(int number, Kind kind, int cycle) {
    /** What can be wrong. */
    enum Kind {
        /** One reading far from its habit. */
        VOLTAGE,
        TEMPERATURE,
        RATE,
        CURRENT,
        /** A step between two runs two places too early. */
        EARLY_START,
        EARLY_READY,
        EARLY_END,
        /** A line never seen. */
        LOCKUP,
        VALVE,
        INTERLOCK,
        NO_HEARTBEAT,
        /** mA instead of uA. */
        UNIT,
        /** A state that the line's own voltage contradicts. */
        FALSE_TRIP,
        /** A time of an hour ago. */
        CLOCK,
        /** A channel that reads the same for {@link #LASTING} of its cycles. */
        STUCK,
        /** A temperature that rises by 0.1 a cycle for {@link #LASTING} of its cycles. */
        DRIFT;

        /** A line of its own. */
        Optional<String> unseen() {
            return switch (this) {
                case LOCKUP -> Optional.of("KERNEL daq03 soft lockup on cpu 2 for 23 s");
                case VALVE -> Optional.of("VAC valve V12 closed");
                case INTERLOCK -> Optional.of("LASER interlock open");
                default -> Optional.empty();
            };
        }
    }

    static final int LASTING = 10;

    private static final List<Kind> PLANTED = List.of(
            Kind.VOLTAGE,
            Kind.VOLTAGE,
            Kind.TEMPERATURE,
            Kind.TEMPERATURE,
            Kind.RATE,
            Kind.CURRENT,
            Kind.EARLY_START,
            Kind.EARLY_READY,
            Kind.EARLY_END,
            Kind.LOCKUP,
            Kind.VALVE,
            Kind.INTERLOCK,
            Kind.NO_HEARTBEAT,
            Kind.NO_HEARTBEAT,
            Kind.NO_HEARTBEAT,
            Kind.UNIT,
            Kind.FALSE_TRIP,
            Kind.FALSE_TRIP,
            Kind.CLOCK,
            Kind.CLOCK,
            Kind.STUCK,
            Kind.DRIFT);

    /** Anomalies by their cycle: in a random order, one in each of as many equal parts of the log, not close to its ends. */
    static Map<Integer, Anomaly> plant(int cycles, SplittableRandom random) {
        List<Kind> kinds = new ArrayList<>(PLANTED);
        for (int i = kinds.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            kinds.set(j, kinds.set(i, kinds.get(j)));
        }
        int part = cycles * 9 / 10 / kinds.size();
        Map<Integer, Anomaly> planted = new HashMap<>();
        for (int i = 0; i < kinds.size(); i++) {
            int cycle = cycles / 20 + i * part + random.nextInt(part / 2);
            planted.put(cycle, new Anomaly(i + 1, kinds.get(i), cycle));
        }
        return planted;
    }
}
