package org.spikingbrain4j.evaluation;

import java.util.List;
import java.util.SplittableRandom;

/** Sentences that say nothing, enough different ones that a haystack does not repeat itself at once. */
final class FillerSentences {
    private static final List<String> WHO = List.of(
            "The old man",
            "A young teacher",
            "The captain",
            "My neighbour",
            "The baker",
            "An officer",
            "The doctor",
            "Her brother",
            "The gardener",
            "A traveller",
            "The painter",
            "His aunt");
    private static final List<String> DID = List.of(
            "walked along",
            "looked at",
            "talked about",
            "remembered",
            "painted",
            "passed by",
            "thought of",
            "came back to",
            "dreamed of",
            "waited beside",
            "wrote about",
            "turned towards");
    private static final List<String> WHAT = List.of(
            "the river",
            "the open sea",
            "a small house",
            "the railway station",
            "the church",
            "the green hills",
            "a dark road",
            "the library",
            "the white mountains",
            "the town square",
            "a field of wheat",
            "the stone wall");
    private static final List<String> WHEN = List.of(
            "in the morning",
            "before the rain",
            "late at night",
            "after dinner",
            "on a cold day",
            "in the spring",
            "at noon",
            "without a word",
            "for the last time",
            "with a smile",
            "in great haste",
            "all summer long");

    private FillerSentences() {}

    /** One sentence with a blank in front. */
    static String draw(SplittableRandom random) {
        return " %s %s %s %s.".formatted(pick(WHO, random), pick(DID, random), pick(WHAT, random), pick(WHEN, random));
    }

    private static String pick(List<String> parts, SplittableRandom random) {
        return parts.get(random.nextInt(parts.size()));
    }
}
