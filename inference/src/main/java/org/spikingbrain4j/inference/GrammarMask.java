package org.spikingbrain4j.inference;

import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.spikingbrain4j.grammar.TokenConstraint;

/**
 * Leaves only what a grammar allows: after the other steps, for nothing may bring back what it took away.
 *
 * @param stopTokens allowed where the text can end
 */
record GrammarMask(TokenConstraint constraint, int... stopTokens) implements LogitsTransform {
    static GrammarMask of(TokenConstraint constraint, IntPredicate stopTokens, int vocabularySize) {
        return new GrammarMask(
                constraint,
                IntStream.range(0, vocabularySize).filter(stopTokens).toArray());
    }

    @Override
    public void promptToken(int token) {
        // The grammar is one of the text that follows.
    }

    @Override
    public void generatedToken(int token) {
        if (IntStream.of(stopTokens).noneMatch(stop -> stop == token)) {
            constraint.accept(token);
        }
    }

    @Override
    public void apply(float[] logits) {
        constraint.mask(logits, stopTokens);
    }
}
