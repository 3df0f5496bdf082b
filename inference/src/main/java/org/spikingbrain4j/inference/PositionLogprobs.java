package org.spikingbrain4j.inference;

import java.util.List;

/**
 * Log-probabilities at one position of a text.
 *
 * @param chosen the token that stands there; also where it is among {@code top}, with the same value
 * @param top the most probable tokens, best first, the lower token first where two are equal
 */
public record PositionLogprobs(TokenLogprob chosen, List<TokenLogprob> top) {
    public PositionLogprobs {
        top = List.copyOf(top);
    }
}
