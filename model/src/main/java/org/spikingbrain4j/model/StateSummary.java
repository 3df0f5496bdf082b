package org.spikingbrain4j.model;

import java.nio.file.Path;

/**
 * What a state file says of itself, read without its tensors.
 *
 * @param fingerprint of the model that it belongs to
 * @param position tokens read
 * @param tokenHash of these tokens
 */
public record StateSummary(String fingerprint, long position, String tokenHash) {
    /**
     * @throws org.spikingbrain4j.checkpoint.CheckpointException where the file is no state of this version
     */
    public static StateSummary read(Path file) {
        return SequenceStateFile.summary(file);
    }

    /**
     * Whether a model has the weights that it was read with, however they were run.
     *
     * @param modelFingerprint of the model
     */
    public boolean sameWeights(String modelFingerprint) {
        return SequenceStateFile.weights(fingerprint).equals(SequenceStateFile.weights(modelFingerprint));
    }
}
