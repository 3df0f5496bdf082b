package org.spikingbrain4j.model;

import org.spikingbrain4j.operators.SpikeExecution;

/** Whether linears are fed spikes, and how they compute on them. */
public enum SpikingMode {
    /** What the checkpoint was made for: {@link #AUTO} for quantised weights, {@link #OFF} for floats. */
    CHECKPOINT,
    /** Activations as they are. */
    OFF,
    /** {@link SpikeExecution#AUTO}. */
    AUTO,
    /** {@link SpikeExecution#COUNTS}. */
    COUNTS,
    /** {@link SpikeExecution#EVENTS}. */
    EVENTS;

    boolean spikes() {
        return this == AUTO || this == COUNTS || this == EVENTS;
    }

    /** The execution of a mode that spikes. */
    SpikeExecution execution() {
        return switch (this) {
            case AUTO -> SpikeExecution.AUTO;
            case COUNTS -> SpikeExecution.COUNTS;
            case EVENTS -> SpikeExecution.EVENTS;
            case CHECKPOINT, OFF -> throw new IllegalStateException(this + " has no execution");
        };
    }
}
