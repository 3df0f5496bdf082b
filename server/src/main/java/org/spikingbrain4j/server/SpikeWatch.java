package org.spikingbrain4j.server;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Somebody who watches a layer. Passes that come faster than they are taken are left out: nobody waits for who watches. */
final class SpikeWatch {
    private static final int WAITING = 2;

    private final int layer;
    private final BlockingQueue<ObservedPass> passes = new ArrayBlockingQueue<>(WAITING);

    SpikeWatch(int layer) {
        this.layer = layer;
    }

    int layer() {
        return layer;
    }

    /** Takes a pass or leaves it. */
    void offer(ObservedPass pass) {
        passes.offer(pass);
    }

    /** The next pass, where one comes in time. */
    Optional<ObservedPass> next(Duration most) {
        try {
            return Optional.ofNullable(passes.poll(most.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
