package org.spikingbrain4j.training;

import java.util.regex.Pattern;

/**
 * Weights that learn faster or slower than the others.
 *
 * @param names of the weights, found anywhere in a name
 * @param factor of the learning rate
 */
public record RateFactor(Pattern names, double factor) {
    public RateFactor {
        if (!(factor >= 0 && Double.isFinite(factor))) {
            throw new TrainingException("rates: factor: expected a number from 0 on, found %s".formatted(factor));
        }
    }
}
