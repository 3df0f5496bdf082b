package org.spikingbrain4j.corpus;

import java.text.Normalizer;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.spikingbrain4j.tokenizer.ByteLevelBpe;

/**
 * The different words of texts and how often each occurs: all that the training of a tokenizer needs of them. Texts are cut
 * as the trained tokenizer will cut them (spec 9): at special tokens, then NFC, then by Qwen2's pattern.
 */
public final class WordCounts {
    /** Unicode classes and case folding, as in the Hugging Face library. */
    private static final Pattern WORD = Pattern.compile(ByteLevelBpe.WORDS, Pattern.UNICODE_CHARACTER_CLASS);

    private static final Pattern SPECIAL_TOKENS = Pattern.compile(
            TrainedTokenizer.SPECIAL_TOKENS.stream().map(Pattern::quote).collect(Collectors.joining("|")));

    private final Map<String, Count> counts = new HashMap<>();
    private TextTotals totals = TextTotals.NONE;

    private static final class Count {
        private long value;
    }

    /**
     * The words of all documents.
     *
     * @param listener told the bytes of files read
     * @throws CorpusException where a file cannot be read as text
     */
    public static WordCounts of(Documents documents, CorpusListener listener) {
        WordCounts counts = new WordCounts();
        documents.forEach(document -> counts.add(document.text()), listener);
        return counts;
    }

    /** Counts the words of one text more. */
    public void add(String text) {
        totals = totals.plus(text);
        for (String part : SPECIAL_TOKENS.split(text, -1)) {
            Matcher words = WORD.matcher(Normalizer.normalize(part, Normalizer.Form.NFC));
            while (words.find()) {
                counts.computeIfAbsent(words.group(), _ -> new Count()).value++;
            }
        }
    }

    /** The size of the texts. */
    public TextTotals totals() {
        return totals;
    }

    /** How often each word occurs. */
    public Map<String, Long> counts() {
        Map<String, Long> result = HashMap.newHashMap(counts.size());
        counts.forEach((word, count) -> result.put(word, count.value));
        return Collections.unmodifiableMap(result);
    }
}
