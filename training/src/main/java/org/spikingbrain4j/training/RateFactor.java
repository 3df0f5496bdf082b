package org.spikingbrain4j.training;

import java.util.regex.Pattern;

/**
 * Weights that learn faster or slower than the others.
 *
 * @param names of the weights, found anywhere in a name
 * @param factor of the learning rate
 */
public record RateFactor(Pattern names, double factor) {
    /** @throws FieldException where the factor is negative or no number */
    public RateFactor {
        FieldCheck.requireFrom0("factor", factor);
    }
}
