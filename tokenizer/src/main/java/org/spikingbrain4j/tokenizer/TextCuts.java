package org.spikingbrain4j.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a long text may be cut so that the tokens of its pieces, one after the other, are those of the whole. The native
 * library takes some 200 bytes of memory for each byte of text that it is given at once.
 *
 * <p>The place is between a line feed and an ASCII letter. No word of the known patterns holds both, and white space that
 * ends in a line feed is one word whatever follows it, so that words are the same on both sides of a cut; merges stay
 * within words. A composed character never begins there.
 */
final class TextCuts {
    /** How Qwen2 cuts text into words before merging. */
    static final String QWEN2_WORDS = words("\\p{N}");

    /** As Qwen2, but with numbers of up to three digits in one word. */
    private static final String LLAMA3_WORDS = words("\\p{N}{1,3}");

    private TextCuts() {}

    private static String words(String number) {
        return "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|" + number
                + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    }

    /** Whether cuts change nothing for a tokenizer, given what its {@code tokenizer.json} says of these fields. */
    static boolean changeNothing(Object normalizer, Object preTokenizer, Iterable<AddedToken> addedTokens) {
        return normalizesWithinCharacters(normalizer)
                && cutsWordsAtLineFeeds(preTokenizer)
                && noneCrossesALineFeed(addedTokens);
    }

    /** Whether no added token reaches over a cut: none holds a line feed, or takes the white space before it. */
    static boolean noneCrossesALineFeed(Iterable<AddedToken> addedTokens) {
        for (AddedToken token : addedTokens) {
            if (token.lstrip() || token.content().indexOf('\n') >= 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean normalizesWithinCharacters(Object normalizer) {
        return normalizer == null || Json.asObject(normalizer).equals(Map.of("type", "NFC"));
    }

    private static boolean cutsWordsAtLineFeeds(Object preTokenizer) {
        List<?> steps = Json.asList(Json.asObject(preTokenizer).get("pretokenizers"));
        if (steps.size() != 2) {
            return false;
        }
        Map<String, Object> split = Json.asObject(steps.getFirst());
        Map<String, Object> byteLevel = Json.asObject(steps.getLast());
        return "Split".equals(split.get("type"))
                && Json.asObject(split.get("pattern")).get("Regex") instanceof String pattern
                && Set.of(QWEN2_WORDS, LLAMA3_WORDS).contains(pattern)
                && "Isolated".equals(split.get("behavior"))
                && !Boolean.TRUE.equals(split.get("invert"))
                && "ByteLevel".equals(byteLevel.get("type"))
                && Boolean.FALSE.equals(byteLevel.get("add_prefix_space"))
                && Boolean.FALSE.equals(byteLevel.get("use_regex"));
    }

    /**
     * The text in pieces, each as short as the places for cuts allow.
     *
     * @param length least characters of a piece, but for the last
     */
    static List<String> pieces(String text, int length) {
        List<String> pieces = new ArrayList<>();
        int start = 0;
        int feed = text.indexOf('\n', length - 1);
        while (feed >= 0 && feed < text.length() - 1) {
            if (isAsciiLetter(text.charAt(feed + 1))) {
                pieces.add(text.substring(start, feed + 1));
                start = feed + 1;
                feed += length - 1;
            }
            feed = text.indexOf('\n', feed + 1);
        }
        pieces.add(text.substring(start));
        return pieces;
    }

    private static boolean isAsciiLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
