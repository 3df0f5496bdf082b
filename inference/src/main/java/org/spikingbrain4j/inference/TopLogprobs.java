package org.spikingbrain4j.inference;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Finds the most probable tokens of a position among a vocabulary. */
final class TopLogprobs {
    private static final Comparator<TokenLogprob> BEST_FIRST =
            Comparator.comparingDouble(TokenLogprob::logprob).reversed().thenComparingInt(TokenLogprob::token);

    private TopLogprobs() {}

    /**
     * @param logits [vocabulary], before penalties and temperature
     * @param count at most this many tokens in {@code top}
     */
    static PositionLogprobs of(float[] logits, int chosen, int count) {
        return of(logits, 0, logits.length, chosen, count);
    }

    /**
     * @param logits rows of logits, before penalties and temperature
     * @param start index of the row's first logit
     * @param vocabulary length of the row
     * @param count at most this many tokens in {@code top}
     */
    static PositionLogprobs of(float[] logits, int start, int vocabulary, int chosen, int count) {
        LogSoftmax softmax = LogSoftmax.of(logits, start, vocabulary);
        PriorityQueue<TokenLogprob> best = new PriorityQueue<>(BEST_FIRST.reversed());
        for (int token = 0; count > 0 && token < vocabulary; token++) {
            if (best.size() < count || softmax.logprob(token) > best.element().logprob()) {
                best.add(new TokenLogprob(token, softmax.logprob(token)));
                if (best.size() > count) {
                    best.remove();
                }
            }
        }
        List<TokenLogprob> top = new ArrayList<>(best);
        top.sort(BEST_FIRST);
        return new PositionLogprobs(new TokenLogprob(chosen, softmax.logprob(chosen)), top);
    }
}
