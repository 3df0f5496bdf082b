package org.spikingbrain4j.evaluation;

import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A haystack with some needles. Their places are those in the bare haystack, so that none is planted within another one.
 *
 * @param bare tokens of the haystack
 * @param needles in their order
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PlantedText(int[] bare, List<Needle> needles) {
    /**
     * A needle.
     *
     * @param place the token of the bare haystack that it stands before
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Needle(int place, int[] tokens) {}

    PlantedText {
        needles =
                needles.stream().sorted(Comparator.comparingInt(Needle::place)).toList();
    }

    /** Plants needles at random ends of sentences. */
    static PlantedText draw(int[] bare, List<int[]> needles, Haystack hay, SplittableRandom random) {
        return new PlantedText(
                bare,
                needles.stream()
                        .map(needle -> new Needle(hay.sentenceEnd(bare, random.nextInt(bare.length + 1)), needle))
                        .toList());
    }

    /** All of it. */
    int[] tokens() {
        IntStream.Builder tokens = IntStream.builder();
        int from = 0;
        for (Needle needle : needles) {
            add(bare, from, needle.place(), tokens);
            add(needle.tokens(), 0, needle.tokens().length, tokens);
            from = needle.place();
        }
        add(bare, from, bare.length, tokens);
        return tokens.build().toArray();
    }

    /** Where in {@link #tokens} a place of the bare haystack is: before the needles there, at the very end behind them. */
    int index(int place) {
        return place
                + needles.stream()
                        .filter(needle -> needle.place() < place || place == bare.length)
                        .mapToInt(needle -> needle.tokens().length)
                        .sum();
    }

    private static void add(int[] from, int start, int end, IntStream.Builder to) {
        for (int i = start; i < end; i++) {
            to.add(from[i]);
        }
    }
}
