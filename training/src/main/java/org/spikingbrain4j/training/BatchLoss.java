package org.spikingbrain4j.training;

/**
 * What a batch gave.
 *
 * @param value the objective's loss, without what uneven routers add
 * @param routers how they loaded their experts
 */
record BatchLoss(double value, RouterLoad routers) {
    static final BatchLoss NONE = new BatchLoss(0, RouterLoad.NONE);

    static BatchLoss of(double value) {
        return new BatchLoss(value, RouterLoad.NONE);
    }

    BatchLoss plus(BatchLoss other) {
        return new BatchLoss(value + other.value, routers.plus(other.routers));
    }
}
