package org.spikingbrain4j.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.spikingbrain4j.tokenizer.ByteLevelBpe;

class BytePairTrainerTest {
    private static WordCounts words(String... texts) {
        WordCounts words = new WordCounts();
        for (String text : texts) {
            words.add(text);
        }
        return words;
    }

    private static BytePairVocabulary train(int merges, String... texts) {
        return BytePairTrainer.train(words(texts), 256 + merges, CorpusListener.NONE);
    }

    @Test
    void theMostFrequentPairComesFirst() {
        // "ab" 5 times within words, "bc" twice.
        BytePairVocabulary found = train(2, "abc\nab\nabab\nabc");
        assertThat(found.merges()).containsExactly("a b", "ab c");
        assertThat(found.pieces()).hasSize(258).endsWith("ab", "abc");
    }

    @Test
    void ofEquallyFrequentPairsTheOneWithSmallerIdsComesFirst() {
        assertThat(train(1, "dc\nba\ndc\nba").merges()).containsExactly("b a");
        assertThat(train(1, "bc\nba\nbc\nba").merges()).containsExactly("b a");
    }

    @Test
    void bytesAreNumberedByTheirCharacters() {
        assertThat(train(0, "a").pieces())
                .hasSize(256)
                .startsWith("!", "\"", "#")
                .endsWith("ł", "Ń");
    }

    @Test
    void aPairMustOccurTwice() {
        assertThat(train(10, "ab\ncd\ncd").merges()).containsExactly("c d");
    }

    @Test
    void pairsDoNotReachOverWords() {
        // The words are "a", "1", "b", and " a" twice.
        assertThat(train(10, "a1b a1b a1b").merges()).containsExactly("Ġ a");
    }

    @Test
    void specialTokensAreNoWords() {
        assertThat(words("ab<|im_end|>cd<|endoftext|>").counts()).isEqualTo(Map.of("ab", 1L, "cd", 1L));
    }

    @Test
    void wordsAreNormalized() {
        assertThat(words("e\u0301").counts()).isEqualTo(Map.of("\u00e9", 1L));
    }

    @Test
    void totalsAreThoseOfTheTexts() {
        assertThat(words("a\u00e9", "\ud83d\ude00").totals()).isEqualTo(new TextTotals(2, 3, 7));
    }

    @Property(tries = 300)
    void mergesAreThoseOfTheNaiveTrainer(
            @ForAll @Size(min = 1, max = 30)
                    List<@CharRange(from = 'a', to = 'c') @StringLength(min = 1, max = 9) String> texts,
            @ForAll @IntRange(max = 60) int merges) {
        WordCounts words = words(texts.toArray(String[]::new));
        NaiveTrainer naive = new NaiveTrainer(spelt(words.counts()), sortedAlphabet());
        List<String> expected = naive.train(256 + merges);
        BytePairVocabulary found = BytePairTrainer.train(words, 256 + merges, CorpusListener.NONE);
        assertThat(found.merges()).isEqualTo(expected);
        assertThat(found.pieces()).isEqualTo(naive.pieces());
        assertThat(found.tokens()).isEqualTo(naive.tokens());
    }

    @Property(tries = 100)
    void theSameForAnyText(
            @ForAll @Size(max = 20) List<@StringLength(max = 20) String> texts,
            @ForAll @IntRange(max = 40) int merges) {
        mergesAreThoseOfTheNaiveTrainer(texts, merges);
    }

    private static Map<List<String>, Long> spelt(Map<String, Long> words) {
        Map<List<String>, Long> spelt = new HashMap<>();
        words.forEach((word, count) -> {
            List<String> pieces = new ArrayList<>();
            for (byte value : word.getBytes(StandardCharsets.UTF_8)) {
                pieces.add(ByteLevelBpe.alphabet().substring(value & 0xFF, (value & 0xFF) + 1));
            }
            spelt.merge(pieces, count, Long::sum);
        });
        return spelt;
    }

    private static List<String> sortedAlphabet() {
        return ByteLevelBpe.alphabet()
                .chars()
                .sorted()
                .mapToObj(Character::toString)
                .toList();
    }
}
