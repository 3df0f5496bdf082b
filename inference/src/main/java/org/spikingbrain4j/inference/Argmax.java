package org.spikingbrain4j.inference;

import org.spikingbrain4j.operators.SpikingBrainException;

/** The greedy choice. */
final class Argmax {
    private Argmax() {}

    /**
     * Index of the largest logit, the lowest where several are equal.
     *
     * @throws SpikingBrainException where a logit is not a number, or none is finite
     */
    static int of(float[] logits) {
        int best = 0;
        boolean numbers = true;
        for (int i = 0; i < logits.length; i++) {
            numbers &= logits[i] < Float.POSITIVE_INFINITY;
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        if (!numbers || logits[best] == Float.NEGATIVE_INFINITY) {
            throw new SpikingBrainException(
                    "the logits of the next token are infinite or not numbers: expected finite values; check the checkpoint's weights");
        }
        return best;
    }
}
