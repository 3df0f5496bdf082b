package org.spikingbrain4j.cli;

import java.util.Optional;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.ModelConfig;

/** What {@code inspect} tells of a checkpoint, in whatever form. */
record CheckpointFacts(Checkpoint checkpoint, WeightSummary weights, StateTable states) {
    static CheckpointFacts of(Checkpoint checkpoint) {
        WeightSummary weights = WeightSummary.of(checkpoint, Optional.empty());
        return new CheckpointFacts(checkpoint, weights, new StateTable(checkpoint.config(), weights.decodeBytes()));
    }

    ModelConfig config() {
        return checkpoint.config();
    }
}
