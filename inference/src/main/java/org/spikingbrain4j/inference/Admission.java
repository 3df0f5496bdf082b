package org.spikingbrain4j.inference;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Some places and a bounded line for them. A place that gets free goes to the waiting clients in turn, to the oldest request of each. */
final class Admission {
    private final int places;
    private final int longestLine;
    private final Map<String, Deque<CompletableFuture<Boolean>>> line = new LinkedHashMap<>();
    private int taken;
    private int waiting;
    private boolean closed;

    Admission(int places, int longestLine) {
        this.places = places;
        this.longestLine = longestLine;
    }

    /** A place taken; give it back once. */
    final class Place implements AutoCloseable {
        private Place() {}

        @Override
        public void close() {
            leave();
        }
    }

    /**
     * Waits for a place.
     *
     * @return empty where it was cancelled meanwhile
     * @throws QueueFullException where too many wait already, or no more are taken
     */
    Optional<Place> enter(String client, Cancellation cancellation) {
        CompletableFuture<Boolean> turn = new CompletableFuture<>();
        synchronized (this) {
            if (closed) {
                throw new QueueFullException("the server is shutting down and takes no more requests");
            }
            if (taken < places) {
                taken++;
                turn.complete(true);
            } else if (waiting >= longestLine) {
                throw new QueueFullException(
                        "%d requests run and %d wait already; try again later".formatted(taken, waiting));
            } else {
                waiting++;
                line.computeIfAbsent(client, _ -> new ArrayDeque<>()).add(turn);
            }
        }
        cancellation.whenCancelled(() -> giveUp(client, turn));
        return turn.join() ? Optional.of(new Place()) : Optional.empty();
    }

    synchronized int running() {
        return taken;
    }

    synchronized int waiting() {
        return waiting;
    }

    /** Takes no more; those in the line are turned away as if they had been cancelled. */
    synchronized void close() {
        closed = true;
        line.values().forEach(turns -> turns.forEach(turn -> turn.complete(false)));
        line.clear();
        waiting = 0;
    }

    /** Waits until all places are free. */
    synchronized void awaitEmpty() {
        boolean interrupted = false;
        while (taken > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void giveUp(String client, CompletableFuture<Boolean> turn) {
        Deque<CompletableFuture<Boolean>> turns = line.getOrDefault(client, new ArrayDeque<>());
        if (turns.remove(turn)) {
            waiting--;
            if (turns.isEmpty()) {
                line.remove(client);
            }
            turn.complete(false);
        }
    }

    private synchronized void leave() {
        Optional<String> next = line.keySet().stream().findFirst();
        if (next.isEmpty()) {
            taken--;
            notifyAll();
            return;
        }
        Deque<CompletableFuture<Boolean>> turns = line.remove(next.get());
        CompletableFuture<Boolean> turn = turns.remove();
        waiting--;
        if (!turns.isEmpty()) {
            line.put(next.get(), turns);
        }
        turn.complete(true);
    }
}
