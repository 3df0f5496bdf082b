package org.spikingbrain4j.inference;

import java.util.List;

/** The text of a generation as it grows: decoded, ended before a stop string, and told to the listener piece by piece. */
final class GeneratedText {
    private final TextDecoder decoder;
    private final StopStrings stopStrings;
    private final GenerationListener listener;
    private final StringBuilder text = new StringBuilder();

    GeneratedText(TextDecoder decoder, List<String> stop, GenerationListener listener) {
        this.decoder = decoder;
        this.stopStrings = new StopStrings(stop);
        this.listener = listener;
    }

    /** Takes tokens of the prompt: their text is not generated text, but decides how the text after them begins. */
    void prompt(int[] promptTokens) {
        for (int token : promptTokens) {
            decoder.accept(token);
        }
    }

    void accept(int token) {
        emit(stopStrings.accept(decoder.accept(token)));
    }

    /** Whether the text has reached a stop string. */
    boolean stopped() {
        return stopStrings.stopped();
    }

    /** Gives out what was held back and returns the whole text. */
    String finish() {
        emit(stopStrings.accept(decoder.finish()));
        emit(stopStrings.finish());
        return text.toString();
    }

    private void emit(String piece) {
        if (!piece.isEmpty()) {
            text.append(piece);
            listener.onText(piece);
        }
    }
}
