package org.spikingbrain4j.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.checkpoint.CheckpointException;
import org.spikingbrain4j.tokenizer.ByteLevelBpe;
import org.spikingbrain4j.tokenizer.ChatMessage;
import org.spikingbrain4j.tokenizer.ChatTemplate;
import org.spikingbrain4j.tokenizer.Tokenizer;

class TrainedTokenizerTest {
    @TempDir
    private Path folder;

    @Test
    void theTokenizerModuleLoadsIt() throws IOException {
        Path out = folder.resolve("tokenizer");
        TrainedTokenizer.Result result = write(290, out, false);
        assertThat(result.totals().documents()).isEqualTo(1);
        try (Tokenizer tokenizer = Tokenizer.open(out)) {
            assertThat(tokenizer.vocabularySize()).isEqualTo(290);
            assertThat(tokenizer.endOfText().orElseThrow().id()).isEqualTo(287);
            assertThat(tokenizer.encode("<|endoftext|><|im_start|><|im_end|>")).containsExactly(287, 288, 289);
            assertThat(tokenizer.isSpecial(289)).isTrue();
            assertThat(tokenizer.endOfTurnTokens()).containsExactly(287, 289);
            assertThat(tokenizer.chatTemplate().orElseThrow().render(List.of(ChatMessage.user("Hi")), true))
                    .isEqualTo("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n");
            assertThat(tokenizer.encode(text())).hasSize(Math.toIntExact(result.tokens()));
            assertThat(tokenizer.decode(tokenizer.encode("Größe 😀\r\n\t日本"), false))
                    .isEqualTo("Größe 😀\r\n\t日本");
        }
    }

    @Test
    void conversationsMayHaveTools() throws IOException {
        Path out = folder.resolve("tokenizer");
        write(290, out, false);
        Map<String, Object> function = Map.of("name", "f", "arguments", Map.of("x", 1));
        List<ChatMessage> messages = List.of(
                ChatMessage.system("Be kind."),
                ChatMessage.user("Hi"),
                new ChatMessage(
                        "assistant", "So:", List.of(Map.of("function", function), Map.of("function", function))),
                new ChatMessage("tool", "2"),
                ChatMessage.assistant("Two."));
        try (Tokenizer tokenizer = Tokenizer.open(out)) {
            ChatTemplate template = tokenizer.chatTemplate().orElseThrow();
            String call = "<tool_call>\n{\"name\": \"f\", \"arguments\": {\"x\": 1}}\n</tool_call>";
            String rest = "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\nSo:\n" + call + "\n" + call
                    + "<|im_end|>\n<|im_start|>user\n<tool_response>\n2\n</tool_response><|im_end|>\n"
                    + "<|im_start|>assistant\nTwo.<|im_end|>\n";

            assertThat(template.render(messages, false)).isEqualTo("<|im_start|>system\nBe kind.<|im_end|>\n" + rest);
            assertThat(template.render(messages, List.of(Map.of("type", "function")), false))
                    .startsWith("<|im_start|>system\nBe kind.\n\n# Tools\n\n")
                    .contains("<tools>\n{\"type\": \"function\"}\n</tools>")
                    .endsWith("</tool_call><|im_end|>\n" + rest);
            assertThat(template.render(messages.subList(1, 2), List.of(Map.of("type", "function")), true))
                    .startsWith("<|im_start|>system\n# Tools\n\n")
                    .endsWith("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n");
        }
    }

    @Test
    void theSameTextsGiveTheSameFiles() throws IOException {
        write(290, folder.resolve("a"), false);
        write(290, folder.resolve("b"), false);
        for (String name : List.of("tokenizer.json", "tokenizer_config.json")) {
            assertThat(folder.resolve("a").resolve(name))
                    .hasSameBinaryContentAs(folder.resolve("b").resolve(name));
        }
        assertThat(TokenizerFingerprint.of(folder.resolve("a")))
                .isEqualTo(TokenizerFingerprint.of(folder.resolve("b")));
    }

    @Test
    void whatIsThereStaysUnlessForced() throws IOException {
        Path out = folder.resolve("tokenizer");
        write(280, out, false);
        String before = TokenizerFingerprint.of(out);
        assertThatThrownBy(() -> write(290, out, false))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("--force");
        assertThat(TokenizerFingerprint.of(out)).isEqualTo(before);
        write(290, out, true);
        assertThat(TokenizerFingerprint.of(out)).isNotEqualTo(before);
    }

    @Test
    void aModelIsNotReplaced() throws IOException {
        Path out = folder.resolve("model");
        write(280, out, false);
        Files.writeString(out.resolve("config.json"), "{}");
        assertThatThrownBy(() -> write(280, out, true)).hasMessageContaining("holds config.json");
        assertThat(out.resolve("config.json")).exists();
    }

    @Test
    void vocabulariesThatCannotBeAreRefused() {
        Path out = folder.resolve("tokenizer");
        assertThatThrownBy(() -> write(258, out, false)).hasMessageContaining("expected 259");
        assertThatThrownBy(() -> write(1 << 25, out, false)).hasMessageContaining("to 16777216 entries");
        assertThatThrownBy(() -> write(100_000, out, false))
                .isInstanceOf(CorpusException.class)
                .hasMessageMatching("vocabulary: expected 100000 entries, but .* ask for at most \\d+");
        assertThat(out).doesNotExist();
        assertThat(folder.toFile().list()).containsExactly("text.txt");
    }

    /** Trained to the end, every word is a piece: then the library's tokens are the words that it cuts. */
    @Property(tries = 200)
    void wordsAreThoseOfTheLibrary(@ForAll("texts") String text) {
        WordCounts words = new WordCounts();
        words.add(text);
        words.add(text);
        List<String> cut = Pattern.compile(ByteLevelBpe.WORDS, Pattern.UNICODE_CHARACTER_CLASS)
                .matcher(Normalizer.normalize(text, Normalizer.Form.NFC))
                .results()
                .map(MatchResult::group)
                .toList();
        withTokenizer(BytePairTrainer.train(words, 1 << 20, CorpusListener.NONE), tokenizer -> {
            List<String> tokens = Arrays.stream(tokenizer.encode(text))
                    .mapToObj(id -> tokenizer.decode(new int[] {id}, false))
                    .toList();
            assertThat(tokens).isEqualTo(cut);
        });
    }

    @Property(tries = 200)
    void encodingTheTrainingTextAppliesTheMerges(@ForAll long seed, @ForAll @IntRange(max = 80) int merges) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 400; i++) {
            text.append("aaabbc d".charAt(random.nextInt(8)));
        }
        WordCounts words = new WordCounts();
        words.add(text.toString());
        BytePairVocabulary found = BytePairTrainer.train(words, 256 + merges, CorpusListener.NONE);
        withTokenizer(
                found,
                tokenizer -> assertThat(tokenizer.encode(text.toString())).hasSize((int) found.tokens()));
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> any =
                Arbitraries.strings().ofMinLength(0).ofMaxLength(6).filter(TrainedTokenizerTest::isWellFormed);
        Arbitrary<String> tricky = Arbitraries.of(
                " ",
                "  ",
                "\n",
                "\r\n",
                "\t",
                "'s",
                "'LL",
                "'\u017f",
                "don't",
                "a",
                "Word",
                "12",
                "\u0663",
                "\u00a0",
                "\u2003",
                "\u2028",
                "\u3000",
                "e\u0301",
                "\u0301",
                "\u00b2",
                "\u2160",
                "\u4e2d\u6587",
                "\ud83d\ude00",
                "!?",
                "_",
                "\u200b",
                "\u00df");
        return Arbitraries.oneOf(tricky, tricky, any)
                .list()
                .ofMinSize(1)
                .ofMaxSize(20)
                .map(parts -> String.join("", parts));
    }

    private static boolean isWellFormed(String text) {
        return text.codePoints()
                .noneMatch(point ->
                        point == 0 || Character.getType(point) == Character.SURROGATE || !Character.isDefined(point));
    }

    private static void withTokenizer(BytePairVocabulary vocabulary, Consumer<Tokenizer> check) {
        try {
            Path directory = Files.createTempDirectory("tokenizer");
            TrainedTokenizer.write(directory, vocabulary);
            try (Tokenizer tokenizer = Tokenizer.open(directory)) {
                check.accept(tokenizer);
            } finally {
                Files.delete(directory.resolve("tokenizer.json"));
                Files.delete(directory.resolve("tokenizer_config.json"));
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TrainedTokenizer.Result write(int vocabulary, Path out, boolean replace) throws IOException {
        Path file = folder.resolve("text.txt");
        Files.writeString(file, text());
        return TrainedTokenizer.write(
                Documents.of(List.of(file)), vocabulary, out, replace, CorpusListener.NONE, CorpusListener.NONE);
    }

    private static String text() {
        return "The cat sat on the mat; the other cats sat there, too.\nThat is the matter, isn't it?\n".repeat(3);
    }
}
