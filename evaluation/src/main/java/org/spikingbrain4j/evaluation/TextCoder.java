package org.spikingbrain4j.evaluation;

import org.spikingbrain4j.inference.TextModel;

/** Text to tokens and back. */
interface TextCoder {
    /** The tokens of a text that begins a sequence, with those that a tokenizer puts in front; at least one. */
    int[] begin(String text);

    /** The tokens of a text and no others. */
    int[] encode(String text);

    /** The text of tokens, without special ones. */
    String decode(int[] tokens);

    /** That of a model. */
    static TextCoder of(TextModel model) {
        return new TextCoder() {
            @Override
            public int[] begin(String text) {
                return model.encodePrompt(text);
            }

            @Override
            public int[] encode(String text) {
                return model.tokenizer().encode(text);
            }

            @Override
            public String decode(int[] tokens) {
                return model.tokenizer().decode(tokens, true);
            }
        };
    }
}
