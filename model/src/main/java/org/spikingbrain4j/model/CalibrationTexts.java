package org.spikingbrain4j.model;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The tokens on which a {@link LayerRunner} measures a model, cut into texts that are read one by one. Memory is proportional to
 * them: the activations of a layer for all of them at once.
 *
 * @param texts each with at least one token
 */
public record CalibrationTexts(List<int[]> texts) {
    /** Tokens of a text, the last one excepted. Errors are measured on the first. */
    public static final int LENGTH = 512;

    public CalibrationTexts {
        texts = List.copyOf(texts);
    }

    /**
     * Cuts the beginning of a long text.
     *
     * @param most tokens to take
     * @param maxPositions tokens that a text of this model may have
     * @throws InvalidInputException where there is no token
     */
    public static CalibrationTexts of(int[] tokens, int most, int maxPositions) {
        if (tokens.length == 0) {
            throw new InvalidInputException("calibration: the text has no tokens; give a longer one");
        }
        int count = Math.min(tokens.length, most);
        int length = Math.min(LENGTH, maxPositions);
        return new CalibrationTexts(IntStream.iterate(0, from -> from < count, from -> from + length)
                .mapToObj(from -> Arrays.copyOfRange(tokens, from, Math.min(count, from + length)))
                .toList());
    }

    /** Tokens of all texts. */
    public int tokens() {
        return texts.stream().mapToInt(text -> text.length).sum();
    }
}
