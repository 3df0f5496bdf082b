package org.spikingbrain4j.evaluation;

import java.util.Arrays;
import org.spikingbrain4j.inference.Cancellation;
import org.spikingbrain4j.inference.CancelledException;
import org.spikingbrain4j.model.InvalidInputException;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.SequenceState;

/**
 * Measures the mean loss of a model over a text. Logits are taken a few positions at a time, so that memory does not depend
 * on the length of the text; log-probabilities are computed in double precision.
 */
public final class Perplexity {
    private final LanguageModel model;
    private final ContextWindows windows;
    private final TokenLosses losses;

    public Perplexity(LanguageModel model, ContextWindows windows) {
        this.model = model;
        this.windows = windows;
        this.losses = new TokenLosses(model);
    }

    /**
     * @param tokens at least two; the first is context only
     * @throws InvalidInputException where there are too few tokens, or a window does not fit a full-attention model
     * @throws CancelledException where the caller cancelled: a part of the text has no result
     */
    public PerplexityResult measure(int[] tokens, PerplexityListener listener, Cancellation cancellation) {
        requireMeasurable(tokens);
        return new Run(tokens, listener, cancellation).measure(window(tokens.length - 1));
    }

    /** The windows as lengths; a continuous text is one window. */
    private ContextWindows.Sliding window(int inputs) {
        return switch (windows) {
            case ContextWindows.Continuous() -> new ContextWindows.Sliding(inputs, inputs);
            case ContextWindows.Sliding sliding -> sliding;
        };
    }

    private void requireMeasurable(int[] tokens) {
        if (tokens.length < 2) {
            throw new InvalidInputException(
                    "perplexity: expected at least 2 tokens, found %d; give a longer text".formatted(tokens.length));
        }
        int longest = Math.min(tokens.length - 1, window(tokens.length - 1).length());
        if (!model.config().fits(longest)) {
            throw new InvalidInputException(
                    "window: expected at most %d tokens, which the model was trained for (max_position_embeddings), found %d; use shorter windows"
                            .formatted(model.config().maxPositions(), longest));
        }
    }

    /** One measurement. */
    private final class Run {
        private final int[] tokens;
        private final PerplexityListener listener;
        private final Cancellation cancellation;
        private int scored; // the predictions made at positions 0 to scored - 1 are in the sum
        private double sum;

        Run(int[] tokens, PerplexityListener listener, Cancellation cancellation) {
            this.tokens = tokens;
            this.listener = listener;
            this.cancellation = cancellation;
        }

        PerplexityResult measure(ContextWindows.Sliding window) {
            int inputs = tokens.length - 1; // nothing is predicted after the last token
            for (long start = 0; scored < inputs; start += window.stride()) {
                int from = (int) start;
                read(from, (int) Math.min(inputs, start + window.length()));
            }
            return new PerplexityResult(scored, sum / scored);
        }

        /** Reads one window; what is scored already is only context. */
        private void read(int from, int to) {
            try (SequenceState state = model.newState()) {
                for (int start = from; start < to; ) {
                    requireNotCancelled();
                    boolean context = start < scored;
                    int end = context
                            ? Math.min(scored, start + TokenLosses.LARGEST_PASS)
                            : Math.min(to, start + losses.positionsPerPass());
                    if (context) {
                        model.forward(Arrays.copyOfRange(tokens, start, end), state, LogitsWanted.NONE);
                    } else {
                        losses.score(tokens, start, end, state, (index, loss) -> add(index - from, loss));
                        scored = end;
                        listener.scored(scored, tokens.length - 1L, sum / scored);
                    }
                    start = end;
                }
            }
        }

        private void add(int position, double loss) {
            sum += loss;
            listener.token(position, loss);
        }

        private void requireNotCancelled() {
            if (cancellation.cancelled()) {
                throw new CancelledException(
                        "perplexity: cancelled after %d of %d tokens".formatted(scored, tokens.length - 1));
            }
        }
    }
}
