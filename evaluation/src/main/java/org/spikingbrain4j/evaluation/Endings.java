package org.spikingbrain4j.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Several endings of one text as tokens. A tokenizer may join the end of the text with the beginning of an ending, so text and
 * ending are encoded together, and all are cut where the last token ends that they have in common with the text alone: what is
 * compared are probabilities behind the same tokens.
 *
 * @param start tokens of the text up to there, which may be none
 * @param rests the other tokens of each ending, at least one each
 */
record Endings(int[] start, List<int[]> rests) {

    /**
     * @param text what all have in common
     * @param endings at least one, none empty
     */
    static Endings of(Function<String, int[]> encode, String text, List<String> endings) {
        int[] alone = encode.apply(text);
        List<int[]> whole =
                endings.stream().map(ending -> encode.apply(text + ending)).toList();
        int common = alone.length;
        for (int[] tokens : whole) {
            int mismatch = Arrays.mismatch(alone, 0, common, tokens, 0, Math.min(common, tokens.length));
            int same = mismatch < 0 ? common : mismatch;
            common = Math.min(same, tokens.length - 1); // a rest has at least one token
        }
        int cut = common;
        return new Endings(
                Arrays.copyOf(alone, cut),
                whole.stream()
                        .map(tokens -> Arrays.copyOfRange(tokens, cut, tokens.length))
                        .toList());
    }
}
