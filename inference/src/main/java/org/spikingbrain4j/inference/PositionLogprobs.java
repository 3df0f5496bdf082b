package org.spikingbrain4j.inference;

import java.util.List;

/**
 * Log-probabilities at one generated position.
 *
 * @param chosen the token that was generated
 * @param top the most probable tokens, best first, the lower token first where two are equal
 */
public record PositionLogprobs(TokenLogprob chosen, List<TokenLogprob> top) {
    public PositionLogprobs {
        top = List.copyOf(top);
    }
}
