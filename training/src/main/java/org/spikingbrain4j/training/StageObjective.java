package org.spikingbrain4j.training;

/** What a stage makes small. */
sealed interface StageObjective permits LanguageModelObjective, AlignObjective, DistillObjective {
    /**
     * Adds the gradients of {@code scale} times the batch's loss, and returns the loss.
     *
     * @throws DivergenceException where the loss is no number
     */
    BatchLoss accumulate(TokenBatch batch, double scale);
}
