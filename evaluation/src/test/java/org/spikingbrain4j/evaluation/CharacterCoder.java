package org.spikingbrain4j.evaluation;

import java.util.Arrays;

/** A character is a token. */
final class CharacterCoder implements TextCoder {
    @Override
    public int[] begin(String text) {
        return encode(text);
    }

    @Override
    public int[] encode(String text) {
        return text.chars().toArray();
    }

    @Override
    public String decode(int[] tokens) {
        return Arrays.stream(tokens)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
