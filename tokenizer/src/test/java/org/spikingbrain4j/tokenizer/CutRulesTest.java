package org.spikingbrain4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CutRulesTest {
    private static final Map<String, Object> NFC = Map.of("type", "NFC");
    private static final List<AddedToken> TOKENS = List.of(AddedToken.literal(1, "<|end|>", true));

    private static final ModelPieces MERGING = new ModelPieces(Map.of("a", 0), true, true, false);
    private static final Map<String, Object> LLAMA = Map.of(
            "type",
            "Sequence",
            "normalizers",
            List.of(
                    Map.of("type", "Prepend", "prepend", "▁"),
                    Map.of("type", "Replace", "pattern", Map.of("String", " "), "content", "▁")));

    @Test
    void knowsTheTokenizersThatItMayCutFor() {
        Map<String, Object> qwen2 = words(CutRules.QWEN2_WORDS, false);

        assertThat(places(NFC, qwen2)).isEqualTo(TextCuts.Places.WORDS);
        assertThat(places(null, words(CutRules.QWEN2_WORDS.replace("|\\p{N}|", "|\\p{N}{1,3}|"), false)))
                .isEqualTo(TextCuts.Places.WORDS);
        assertThat(places(Map.of("type", "NFKC"), qwen2)).isEqualTo(TextCuts.Places.NONE);
        assertThat(places(NFC, words("\\s+(?!\\S)|\\s+", false))).isEqualTo(TextCuts.Places.NONE);
        assertThat(places(NFC, words(CutRules.QWEN2_WORDS, true))).isEqualTo(TextCuts.Places.NONE);
        assertThat(places(NFC, null)).isEqualTo(TextCuts.Places.NONE);
    }

    @Test
    void withoutMergesEveryAsciiCharacterBeginsAToken() {
        ModelPieces bytes = new ModelPieces(Map.of("a", 0), true, false, false);
        TextCuts cuts = CutRules.of(bytes, NFC, words(CutRules.QWEN2_WORDS, false), TOKENS);

        assertThat(cuts.places()).isEqualTo(TextCuts.Places.BYTES);
        assertThat(CutRules.of(bytes, NFC, Map.of("type", "ByteLevel", "add_prefix_space", false), TOKENS))
                .isEqualTo(cuts);
        assertThat(cuts.last("acgt", 0)).isEqualTo(3);
        assertThat(cuts.last("acg<|end", 0)).isEqualTo(3);
        assertThat(cuts.last("e\u0301", 0)).isEqualTo(-1);
    }

    @Test
    void addedTokensThatReachOverAPlaceForbidCuts() {
        for (AddedToken token : List.of(
                AddedToken.literal(1, "a\nb", true),
                AddedToken.literal(1, "a b", true),
                new AddedToken(1, "a", true, false, true, false, false),
                new AddedToken(1, "a", true, false, false, true, false))) {
            assertThat(CutRules.of(MERGING, NFC, words(CutRules.QWEN2_WORDS, false), List.of(token)))
                    .isEqualTo(TextCuts.NONE);
        }
    }

    @Test
    void piecesThatReachOverAPlaceForbidCuts() {
        assertThat(llama(Map.of("<0x0A>", 0, "▁▁a", 1), true)).isEqualTo(TextCuts.Places.PIECES);
        assertThat(llama(Map.of("\n", 0, "▁a", 1), false)).isEqualTo(TextCuts.Places.PIECES);
        assertThat(llama(Map.of("<0x0A>", 0, "a▁b", 1), true)).isEqualTo(TextCuts.Places.NONE);
        assertThat(llama(Map.of("<0x0A>", 0, "\n\n", 1), true)).isEqualTo(TextCuts.Places.NONE);
        assertThat(llama(Map.of("<0x0A>", 0), false)).isEqualTo(TextCuts.Places.NONE);
        assertThat(CutRules.of(new ModelPieces(Map.of("\n", 0), false, false, false), LLAMA, null, TOKENS))
                .isEqualTo(TextCuts.NONE);
    }

    private static TextCuts.Places llama(Map<String, Integer> pieces, boolean byteFallback) {
        return CutRules.of(new ModelPieces(pieces, true, true, byteFallback), LLAMA, null, TOKENS)
                .places();
    }

    private static TextCuts.Places places(Object normalizer, Object preTokenizer) {
        return CutRules.of(MERGING, normalizer, preTokenizer, TOKENS).places();
    }

    private static Map<String, Object> words(String pattern, boolean prefixSpace) {
        return Map.of(
                "type",
                "Sequence",
                "pretokenizers",
                List.of(
                        Map.of(
                                "type",
                                "Split",
                                "pattern",
                                Map.of("Regex", pattern),
                                "behavior",
                                "Isolated",
                                "invert",
                                false),
                        Map.of("type", "ByteLevel", "add_prefix_space", prefixSpace, "use_regex", false)));
    }
}
