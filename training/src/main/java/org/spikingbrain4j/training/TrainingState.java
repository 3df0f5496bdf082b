package org.spikingbrain4j.training;

/**
 * How far a training has come: all that is not a weight.
 *
 * @param stage index of the stage that runs
 * @param step steps of it that are done
 * @param logLength bytes of the log by then
 */
record TrainingState(int stage, long step, long logLength) {
    static final TrainingState BEGINNING = new TrainingState(0, 0, 0);
}
