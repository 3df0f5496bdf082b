package org.spikingbrain4j.inference;

/**
 * Follows a generation as it happens, on the thread that generates. An exception thrown here ends the generation and
 * reaches the caller; the state of the sequence stays usable.
 */
public interface GenerationListener {
    /** Does nothing. */
    GenerationListener NONE = new GenerationListener() {};

    /**
     * A chunk of the prompt was read. Tokens that a {@link PrefixCache} knew do not count.
     *
     * @param read tokens of the prompt read so far
     * @param total tokens of the prompt to be read
     */
    default void onPrefill(int read, int total) {}

    /** A token was chosen, the stop token included. Its text follows in {@link #onText}, perhaps with that of later tokens. */
    default void onToken(int token) {}

    /** The log-probabilities of the token just chosen; called where {@link GenerationOptions#logprobs} asks for them. */
    default void onLogprobs(PositionLogprobs logprobs) {}

    /**
     * More text, never taken back. All pieces together are {@link GenerationResult#text}.
     *
     * @param piece whole characters, not empty
     */
    default void onText(String piece) {}
}
