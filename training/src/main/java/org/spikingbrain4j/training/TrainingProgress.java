package org.spikingbrain4j.training;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * Where a training is.
 *
 * @param stage its name
 * @param step steps of the stage done
 * @param steps of the stage
 * @param loss of the last step
 * @param routers how those of the model's mixtures loaded their experts in the step
 * @param heldOut mean cross-entropy of held-out text, in nats per token, where it was just measured
 * @param tokensPerSecond since the training began or was resumed
 * @param left until the stage ends, at that speed
 */
public record TrainingProgress(
        String stage,
        long step,
        long steps,
        double loss,
        RouterLoad routers,
        double gradientNorm,
        double learningRate,
        OptionalDouble heldOut,
        double tokensPerSecond,
        Duration left) {}
