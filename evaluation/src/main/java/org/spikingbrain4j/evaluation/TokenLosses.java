package org.spikingbrain4j.evaluation;

import java.util.Arrays;
import org.spikingbrain4j.inference.LogSoftmax;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.Logits;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.operators.SpikingBrainException;

/**
 * The losses of tokens behind a sequence, a few positions at a time, so that the memory of the logits does not depend on the
 * length of a text. Log-probabilities are computed in double precision.
 */
final class TokenLosses {
    /** Tokens of a pass that wants no logits. */
    static final int LARGEST_PASS = 512;

    private static final int LOGITS_PER_PASS = 1 << 23; // 32 MiB

    private final LanguageModel model;
    private final int positionsPerPass;

    /** Takes the losses of one pass, in the order of the tokens. */
    @FunctionalInterface
    interface Sink {
        /**
         * @param index of the token among those given
         * @param loss -log p(token | tokens before it), nats
         */
        void loss(int index, double loss);
    }

    TokenLosses(LanguageModel model) {
        this.model = model;
        this.positionsPerPass = Math.clamp(LOGITS_PER_PASS / model.config().vocabularySize(), 1, LARGEST_PASS);
    }

    /** The most tokens that {@link #score} may read at once. */
    int positionsPerPass() {
        return positionsPerPass;
    }

    /**
     * Reads the tokens from {@code start} to before {@code end} in one pass, and tells the losses of those that follow them,
     * {@code start + 1} to {@code end}.
     *
     * @throws SpikingBrainException where a loss is not finite
     */
    void score(int[] tokens, int start, int end, SequenceState state, Sink sink) {
        long position = state.position();
        Logits logits = model.forward(Arrays.copyOfRange(tokens, start, end), state, LogitsWanted.ALL);
        int vocabulary = logits.vocabularySize();
        for (int row = 0; row < logits.rows(); row++) {
            int predicted = start + row + 1;
            double loss = -LogSoftmax.of(logits.values(), row * vocabulary, vocabulary)
                    .logprob(tokens[predicted]);
            requireFinite(loss, position + row + 1);
            sink.loss(predicted, loss);
        }
    }

    private static void requireFinite(double loss, long position) {
        if (!Double.isFinite(loss)) {
            throw new SpikingBrainException(
                    "the loss of the token at position %d of its sequence is not finite; check the checkpoint's weights"
                            .formatted(position));
        }
    }
}
