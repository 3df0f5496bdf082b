package org.spikingbrain4j.evaluation;

import org.spikingbrain4j.inference.Cancellation;
import org.spikingbrain4j.inference.CancelledException;
import org.spikingbrain4j.inference.TokenSource;
import org.spikingbrain4j.model.InvalidInputException;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.SequenceState;

/**
 * How surprising every token of a text is to a model that has read all before it: its surprisal -log p(token | tokens before
 * it). A text of any length is read once, as one sequence, and what is in memory does not grow with it, unless the model has
 * full attention.
 */
public final class TokenSurprise {
    private final LanguageModel model;
    private final TokenLosses losses;

    public TokenSurprise(LanguageModel model) {
        this.model = model;
        this.losses = new TokenLosses(model);
    }

    /**
     * Reads to the end.
     *
     * @param listener told of each token as it is read
     * @return how many tokens were read
     * @throws InvalidInputException where there are fewer than two tokens, one is outside the vocabulary, or there are more than a
     *     full-attention model was trained for
     * @throws CancelledException where the caller cancelled; the listener was told of whole passes
     */
    public long measure(TokenSource source, SurpriseListener listener, Cancellation cancellation) {
        int[] first = source.next(1);
        if (first.length == 0) {
            throw tooShort(0);
        }
        listener.first(first[0]);
        try (SequenceState state = model.newState()) {
            int last = first[0]; // told of, not read yet
            while (true) {
                requireNotCancelled(cancellation, state.position() + 1);
                int[] piece = source.next(losses.positionsPerPass());
                if (piece.length == 0 && state.position() == 0) {
                    throw tooShort(1);
                }
                if (piece.length == 0) {
                    return state.position() + 1;
                }
                requireRoom(state.position() + piece.length);
                score(last, piece, state, listener);
                last = piece[piece.length - 1];
            }
        }
    }

    private static InvalidInputException tooShort(int found) {
        return new InvalidInputException(
                "surprise: expected at least 2 tokens, found %d; give a longer text".formatted(found));
    }

    private void score(int last, int[] piece, SequenceState state, SurpriseListener listener) {
        long before = state.position();
        int[] tokens = new int[piece.length + 1];
        tokens[0] = last;
        System.arraycopy(piece, 0, tokens, 1, piece.length);
        losses.score(
                tokens, 0, piece.length, state, (index, loss) -> listener.token(before + index, tokens[index], loss));
    }

    private void requireRoom(long read) {
        if (!model.config().fits(read)) {
            throw new InvalidInputException(
                    "surprise: expected at most %d tokens, one more than this full-attention model was trained for (max_position_embeddings), found more; cut the text, or use perplexity --context"
                            .formatted(model.config().maxPositions() + 1L));
        }
    }

    private static void requireNotCancelled(Cancellation cancellation, long told) {
        if (cancellation.cancelled()) {
            throw new CancelledException("surprise: cancelled after %d tokens".formatted(told));
        }
    }
}
