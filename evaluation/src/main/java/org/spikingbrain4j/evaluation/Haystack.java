package org.spikingbrain4j.evaluation;

import java.util.SplittableRandom;
import org.spikingbrain4j.model.InvalidInputException;

/**
 * The text that needles are hidden in, as tokens: that of a file, or generated sentences that say nothing. Where it is too short
 * it begins again.
 */
final class Haystack {
    private static final int SENTENCES = 2000;
    private static final int FARTHEST_SENTENCE = 256;

    private final TextCoder coder;
    private final int[] tokens;

    Haystack(TextCoder coder, String text) {
        this.coder = coder;
        this.tokens = coder.encode(text);
        if (tokens.length == 0) {
            throw new InvalidInputException("haystack: expected a text of at least 1 token, found none");
        }
    }

    /** One of generated sentences. */
    static Haystack generated(TextCoder coder) {
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < SENTENCES; i++) {
            text.append(FillerSentences.draw(random));
        }
        return new Haystack(coder, text.toString());
    }

    /** So many tokens from a random place on. */
    int[] cut(int count, SplittableRandom random) {
        int start = random.nextInt(tokens.length);
        int[] cut = new int[count];
        for (int i = 0; i < count; i++) {
            cut[i] = tokens[(int) ((start + (long) i) % tokens.length)];
        }
        return cut;
    }

    /** The end of the last sentence before a place, or the place itself where no sentence ends shortly before it. */
    int sentenceEnd(int[] text, int place) {
        for (int end = place; end > 0 && end > place - FARTHEST_SENTENCE; end--) {
            if (coder.decode(new int[] {text[end - 1]}).strip().matches(".*[.!?]")) {
                return end;
            }
        }
        return place;
    }
}
