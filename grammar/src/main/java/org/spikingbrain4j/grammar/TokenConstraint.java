package org.spikingbrain4j.grammar;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Keeps one generation within a grammar. Not safe for use by several threads. */
public final class TokenConstraint {
    private static final int SHOWN = 40;

    private final TokenMasks masks;
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private State state;

    TokenConstraint(TokenMasks masks) {
        this.masks = masks;
        this.state = masks.start();
    }

    /** Whether a token can come next. Special tokens, and those without text, never can. */
    public boolean allows(int token) {
        return token >= 0 && masks.mask(state).allows(token);
    }

    /** Whether the text can end here. */
    public boolean mayEnd() {
        return state.mayEnd();
    }

    /** Whether the text can only end here: no token can follow. */
    public boolean mustEnd() {
        return mayEnd() && masks.mask(state).empty();
    }

    /**
     * Makes impossible what cannot come next.
     *
     * @param logits [vocabulary]; those of tokens that are not allowed become negative infinity
     * @param endTokens tokens that end the text: they are allowed where it can end, and only there
     * @throws GrammarException where nothing would be left
     */
    public void mask(float[] logits, int... endTokens) {
        TokenMasks.Mask mask = masks.mask(state);
        if (mask.empty() && (!mayEnd() || endTokens.length == 0)) {
            throw new GrammarException(
                    "grammar: no token of the vocabulary can follow '%s'; use a model whose tokenizer knows every byte"
                            .formatted(shown()));
        }
        float[] ends = new float[endTokens.length];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = mayEnd() ? logits[endTokens[i]] : Float.NEGATIVE_INFINITY;
        }
        forbid(logits, mask.bits());
        for (int i = 0; i < ends.length; i++) {
            logits[endTokens[i]] = ends[i];
        }
    }

    /**
     * Goes on behind a token; not one that ends the text.
     *
     * @throws GrammarException where it is not allowed
     */
    public void accept(int token) {
        State next = masks.after(state, token);
        if (next.dead()) {
            throw new GrammarException("grammar: token %d cannot follow '%s'".formatted(token, shown()));
        }
        text.writeBytes(masks.bytes(token));
        state = next;
    }

    private static void forbid(float[] logits, long[] bits) {
        for (int token = 0; token < logits.length; token++) {
            int word = token >> 6;
            if (word >= bits.length || (bits[word] >>> token & 1) == 0) {
                logits[token] = Float.NEGATIVE_INFINITY;
            }
        }
    }

    private String shown() {
        String whole = text.toString(StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " ");
        return whole.length() <= SHOWN ? whole : "…" + whole.substring(whole.length() - SHOWN);
    }
}
