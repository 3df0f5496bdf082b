package org.spikingbrain4j.evaluation;

import java.util.Arrays;
import org.spikingbrain4j.inference.Cancellation;
import org.spikingbrain4j.inference.CancelledException;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.SequenceState;

/**
 * A sequence of a model. The last token stays unread until more come or something is asked, because only reading it gives the
 * logits of the next one.
 */
final class ModelSequence implements ScoredSequence {
    private final LanguageModel model;
    private final TokenLosses losses;
    private final Cancellation cancellation;
    private final SequenceState state;
    private int[] unread; // one token, or none at the beginning

    ModelSequence(LanguageModel model, Cancellation cancellation) {
        this(model, cancellation, model.newState(), new int[0]);
    }

    private ModelSequence(LanguageModel model, Cancellation cancellation, SequenceState state, int[] unread) {
        this.model = model;
        this.losses = new TokenLosses(model);
        this.cancellation = cancellation;
        this.state = state;
        this.unread = unread;
    }

    @Override
    public void read(int[] tokens) {
        int[] all = behindUnread(tokens);
        if (all.length > 1) {
            model.forward(
                    Arrays.copyOf(all, all.length - 1), state, LogitsWanted.NONE, (_, _) -> requireNotCancelled());
        }
        unread = Arrays.copyOfRange(all, Math.max(0, all.length - 1), all.length);
    }

    @Override
    public ScoredSequence copy() {
        return new ModelSequence(model, cancellation, state.copy(), unread);
    }

    @Override
    public double logprob(int[] tokens) {
        requireBegun();
        int[] all = behindUnread(tokens);
        double[] sum = new double[1];
        try (SequenceState copy = state.copy()) {
            for (int start = 0; start < tokens.length; ) {
                requireNotCancelled();
                int end = Math.min(tokens.length, start + losses.positionsPerPass());
                losses.score(all, start, end, copy, (_, loss) -> sum[0] -= loss);
                start = end;
            }
        }
        return sum[0];
    }

    @Override
    public int[] greedy(int count) {
        requireBegun();
        int[] chosen = new int[count];
        int[] next = unread;
        try (SequenceState copy = state.copy()) {
            for (int i = 0; i < count; i++) {
                requireNotCancelled();
                chosen[i] = model.forward(next, copy, LogitsWanted.LAST).argmax(0);
                next = new int[] {chosen[i]};
            }
        }
        return chosen;
    }

    @Override
    public void close() {
        state.close();
    }

    private int[] behindUnread(int[] tokens) {
        int[] all = Arrays.copyOf(unread, unread.length + tokens.length);
        System.arraycopy(tokens, 0, all, unread.length, tokens.length);
        return all;
    }

    private void requireBegun() {
        if (unread.length == 0) {
            throw new IllegalStateException("nothing was read: what comes next has no probability");
        }
    }

    private void requireNotCancelled() {
        if (cancellation.cancelled()) {
            throw new CancelledException("cancelled at token %d of a sequence".formatted(state.position()));
        }
    }
}
