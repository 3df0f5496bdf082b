package org.spikingbrain4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.Test;

class TextCutsTest {
    private static final Map<String, Object> NFC = Map.of("type", "NFC");
    private static final List<AddedToken> TOKENS = List.of(AddedToken.literal(1, "<|end|>", true));

    private static Path directory;
    private static Tokenizer tokenizer;

    @BeforeContainer
    static void open() throws IOException {
        directory = Files.createTempDirectory("tokenizer");
        tokenizer = Tokenizer.open(TinyTokenizers.qwen2Files(directory));
    }

    @AfterContainer
    static void close() throws IOException {
        tokenizer.close();
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    /** Everything that words, normalisation and added tokens make a difference of, beside line feeds and letters. */
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "\n", "\n", "h", "he", "ll", "H", " ", "  ", "\r", "\t", "\u00a0", "\u3000", "\u2028", "'",
                        "'s", "1", ".", "e\u0301", "\u0301", "日", "🙂", "<|end|>", "<tool>", "<", "\u0000")
                .list()
                .ofMaxSize(60)
                .map(parts -> String.join("", parts));
    }

    @Property(tries = 2000)
    void piecesHaveTheTokensOfTheWhole(@ForAll("texts") String text, @ForAll @IntRange(min = 1, max = 20) int length) {
        List<String> pieces = TextCuts.pieces(text, length);

        assertThat(String.join("", pieces)).isEqualTo(text);
        assertThat(pieces.subList(0, pieces.size() - 1)).allMatch(piece -> piece.length() >= length);
        assertThat(pieces.stream().flatMapToInt(piece -> Arrays.stream(tokenizer.encode(piece))))
                .containsExactlyElementsOf(
                        IntStream.of(tokenizer.encode(text)).boxed().toList());
    }

    @Test
    void cutsAtTheFirstPlaceAfterTheLength() {
        assertThat(TextCuts.pieces("a\nb\n\nc\n d\ne", 1)).containsExactly("a\n", "b\n\n", "c\n d\n", "e");
        assertThat(TextCuts.pieces("a\nb\n\nc\n d\ne", 4)).containsExactly("a\nb\n\n", "c\n d\n", "e");
        assertThat(TextCuts.pieces("a\n", 1)).containsExactly("a\n");
        assertThat(TextCuts.pieces("", 1)).containsExactly("");
    }

    @Test
    void knowsTheTokenizersThatItMayCutFor() {
        Map<String, Object> qwen2 = words(TextCuts.QWEN2_WORDS, false);

        assertThat(TextCuts.changeNothing(NFC, qwen2, TOKENS)).isTrue();
        assertThat(TextCuts.changeNothing(
                        null, words(TextCuts.QWEN2_WORDS.replace("|\\p{N}|", "|\\p{N}{1,3}|"), false), TOKENS))
                .isTrue();
        assertThat(TextCuts.changeNothing(Map.of("type", "NFKC"), qwen2, TOKENS))
                .isFalse();
        assertThat(TextCuts.changeNothing(NFC, words("\\s+(?!\\S)|\\s+", false), TOKENS))
                .isFalse();
        assertThat(TextCuts.changeNothing(NFC, words(TextCuts.QWEN2_WORDS, true), TOKENS))
                .isFalse();
        assertThat(TextCuts.changeNothing(NFC, null, TOKENS)).isFalse();
        assertThat(TextCuts.changeNothing(NFC, qwen2, List.of(AddedToken.literal(1, "a\nb", true))))
                .isFalse();
        assertThat(TextCuts.changeNothing(NFC, qwen2, List.of(new AddedToken(1, "a", true, false, true, false, false))))
                .isFalse();
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
