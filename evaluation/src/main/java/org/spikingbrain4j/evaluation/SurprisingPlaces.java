package org.spikingbrain4j.evaluation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The most surprising windows of a text, found in one pass: windows of so many tokens side by side, by their mean loss. A
 * last window that is less than half full is not ranked, since a few tokens have no typical mean. Memory depends on the number
 * of places and their length only. Not thread-safe.
 */
public final class SurprisingPlaces implements SurpriseListener {
    private static final int BEFORE = 32;
    private static final int AFTER = 16;

    private final int most;
    private final int window;
    private final PriorityQueue<Found> best = new PriorityQueue<>(Comparator.comparingDouble(Found::meanLoss));
    private final List<Found> waiting = new ArrayList<>();
    private final ArrayDeque<Integer> before = new ArrayDeque<>();
    private Found open;

    /** A window that is read, or what follows it. */
    private static final class Found {
        private final long position;
        private final List<Integer> before;
        private final List<Integer> tokens = new ArrayList<>();
        private final List<Integer> after = new ArrayList<>();
        private double sum;
        private long peak;
        private double peakLoss = Double.NEGATIVE_INFINITY;

        Found(long position, List<Integer> before) {
            this.position = position;
            this.before = before;
        }

        void add(int token, double nats) {
            if (nats > peakLoss) {
                peak = position + tokens.size();
                peakLoss = nats;
            }
            tokens.add(token);
            sum += nats;
        }

        double meanLoss() {
            return sum / tokens.size();
        }

        SurprisingPlace place() {
            return new SurprisingPlace(
                    position, meanLoss(), peak, peakLoss, before, List.copyOf(tokens), List.copyOf(after));
        }
    }

    /**
     * @param most places to keep, at least 1
     * @param window tokens of one, at least 1
     */
    public SurprisingPlaces(int most, int window) {
        if (most < 1 || window < 1) {
            throw new IllegalArgumentException(
                    "places: need at least 1 of at least 1 token, found %d of %d".formatted(most, window));
        }
        this.most = most;
        this.window = window;
        this.open = new Found(1, List.of());
    }

    @Override
    public void first(int token) {
        before.add(token);
        open = new Found(1, List.copyOf(before));
    }

    @Override
    public void token(long position, int token, double nats) {
        waiting.forEach(found -> found.after.add(token));
        waiting.removeIf(found -> found.after.size() == AFTER);
        open.add(token, nats);
        before.add(token);
        if (before.size() > BEFORE) {
            before.remove();
        }
        if (open.tokens.size() == window) {
            close(position + 1);
        }
    }

    /** What was found so far, the most surprising first. */
    public List<SurprisingPlace> places() {
        List<Found> found = new ArrayList<>(best);
        boolean counts = 2 * open.tokens.size() >= window;
        if (counts && (found.size() < most || open.meanLoss() > best.element().meanLoss())) {
            found.add(open);
        }
        return found.stream()
                .sorted(Comparator.comparingDouble(Found::meanLoss).reversed())
                .limit(most)
                .map(Found::place)
                .toList();
    }

    private void close(long next) {
        if (best.size() < most || open.meanLoss() > best.element().meanLoss()) {
            best.add(open);
            waiting.add(open);
            if (best.size() > most) {
                waiting.remove(best.remove());
            }
        }
        open = new Found(next, List.copyOf(before));
    }
}
