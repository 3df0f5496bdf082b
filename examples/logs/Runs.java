package examples.logs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;

/** Runs of some ten minutes, and the steps between them: one a cycle, in an order that never changes but where it is planted. */
final class Runs {
    private static final List<String> STEPS = List.of(
            "RUN %d stop",
            "TRG veto on",
            "CALIB pulser start",
            "CALIB pulser end ok",
            "RUN %d configure",
            "RUN %d ready",
            "TRG veto off",
            "RUN %d start");
    private static final int STOP = 0;

    private final SplittableRandom random;
    private final Queue<Step> waiting = new ArrayDeque<>();
    private int run = 4711;
    private int ends;
    private Optional<Anomaly> order = Optional.empty(); // planted, and to be shown at the next end of a run

    /** @param anomaly where its place in the order is wrong */
    record Step(String text, Optional<Anomaly> anomaly) {}

    Runs(SplittableRandom random) {
        this.random = random;
        this.ends = length();
    }

    private int length() {
        return 40 + random.nextInt(50);
    }

    /** Whether events are taken. */
    boolean running() {
        return waiting.isEmpty();
    }

    /** The step of a cycle, where there is one. */
    Optional<Step> next(int cycle, Optional<Anomaly> anomaly) {
        order = anomaly.filter(found -> from(found.kind()) > STOP).or(() -> order);
        if (waiting.isEmpty() && cycle >= ends) {
            begin();
            ends = cycle + STEPS.size() + length();
        }
        return Optional.ofNullable(waiting.poll());
    }

    private void begin() {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < STEPS.size(); i++) {
            steps.add(new Step(STEPS.get(i).formatted(i == STOP ? run : run + 1), Optional.empty()));
        }
        run++;
        order.ifPresent(anomaly -> {
            Step early = steps.remove(from(anomaly.kind()));
            steps.add(from(anomaly.kind()) - 2, new Step(early.text(), order));
        });
        order = Optional.empty();
        waiting.addAll(steps);
    }

    /** The step that comes two places too early; STOP where it is no matter of steps. */
    private static int from(Anomaly.Kind kind) {
        return switch (kind) {
            case EARLY_END -> 3;
            case EARLY_READY -> 5;
            case EARLY_START -> 7;
            default -> STOP;
        };
    }
}
