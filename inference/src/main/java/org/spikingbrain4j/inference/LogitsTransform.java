package org.spikingbrain4j.inference;

/** A step that changes the logits of one sequence before a token is chosen, depending on the tokens so far. */
interface LogitsTransform {
    /** A token of the prompt, told once before the first choice. */
    void promptToken(int token);

    /** The token that was chosen last. */
    void generatedToken(int token);

    /** Changes the logits in place, [vocabulary]. */
    void apply(float[] logits);
}
