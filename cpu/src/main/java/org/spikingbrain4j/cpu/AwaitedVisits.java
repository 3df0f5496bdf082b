package org.spikingbrain4j.cpu;

/**
 * Visits that are listed when the first linear asks, in room that lives as long as the spikes: which way a linear goes depends on its
 * weights, and many need none.
 */
final class AwaitedVisits {
    private final Visits room;
    private final Runnable list;
    private boolean listed;

    /** @param list fills the room */
    AwaitedVisits(Visits room, Runnable list) {
        this.room = room;
        this.list = list;
    }

    Visits get() {
        if (!listed) {
            list.run();
            listed = true;
        }
        return room;
    }
}
