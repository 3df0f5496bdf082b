package org.spikingbrain4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** A text that comes in pieces has the tokens of the whole, for every kind of tokenizer that texts may be cut for. */
class StreamingEncoderTest {
    private static Path directory;
    private static List<Encoding> encodings;

    /** A tokenizer and where its texts may be cut. */
    private record Encoding(NativeTokenizer library, TextCuts cuts) {
        static Encoding of(TokenizerDefinition definition) {
            return new Encoding(NativeTokenizer.create(definition.json(), "test"), definition.cuts());
        }

        StreamingEncoder stream(int pieceLength, int longestStretch) {
            return new StreamingEncoder(library, cuts, new int[0], new int[0], pieceLength, longestStretch);
        }
    }

    @BeforeContainer
    static void open() throws IOException {
        directory = Files.createTempDirectory("tokenizer");
        Path qwen2 = Files.createDirectory(directory.resolve("qwen2"));
        Path llama = Files.createDirectory(directory.resolve("llama"));
        Path bytes = Files.createDirectory(directory.resolve("bytes"));
        TinyTokenizers.write(TinyTokenizers.qwen2Files(bytes).resolve("merges.txt"), "#version: 0.2\n");
        encodings = Stream.of(TinyTokenizers.qwen2Files(qwen2), TinyTokenizers.byteFallbackJson(llama), bytes)
                .map(folder -> Encoding.of(TokenizerDefinition.read(folder, TokenizerConfig.read(folder))))
                .toList();
        assertThat(encodings.stream().map(encoding -> encoding.cuts().places()))
                .containsExactly(TextCuts.Places.WORDS, TextCuts.Places.PIECES, TextCuts.Places.BYTES);
    }

    @AfterContainer
    static void close() throws IOException {
        encodings.forEach(encoding -> encoding.library().close());
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Everything that words, normalisation, merges and added tokens make a difference of. */
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "\n", "\n", "h", "he", "ll", "H", " ", " ", "  ", "\r", "\t", "\u00a0", "\u3000", "\u2028", "'",
                        "'s", "1", ".", "e\u0301", "\u0301", "日", "。", "🙂", "<|end|>", "<tool>", "</s>", "<", "|end|>",
                        "▁", "\u0000")
                .list()
                .ofMaxSize(60)
                .map(parts -> String.join("", parts));
    }

    @Property(tries = 3000)
    void piecesHaveTheTokensOfTheWhole(
            @ForAll("texts") String text, @ForAll @IntRange(min = 1, max = 20) int pieceLength, @ForAll Random cuts) {
        for (Encoding encoding : encodings) {
            StreamingEncoder streaming = encoding.stream(pieceLength, Integer.MAX_VALUE);

            assertThat(all(streaming, text, cuts))
                    .as("%s, pieces of %d", encoding.cuts().places(), pieceLength)
                    .containsExactly(encoding.library().encode(text, false));
        }
    }

    private static int[] all(StreamingEncoder streaming, String text, Random cuts) {
        IntStream.Builder tokens = IntStream.builder();
        for (int start = 0; start < text.length(); ) {
            int end = Math.min(text.length(), start + 1 + cuts.nextInt(30));
            Arrays.stream(streaming.accept(text.substring(start, end))).forEach(tokens);
            start = end;
        }
        Arrays.stream(streaming.finish()).forEach(tokens);
        return tokens.build().toArray();
    }

    @Example
    void tokensComeAsSoonAsTheyAreCertain() {
        StreamingEncoder streaming = encodings.getFirst().stream(4, 100);

        assertThat(streaming.accept("hel")).isEmpty();
        assertThat(streaming.accept("l hell")).hasSize(1);
        assertThat(streaming.finish()).hasSize(2);
    }

    @Example
    void aStretchWithoutAPlaceIsRefused() {
        String stretch = "\u3042".repeat(200);
        Map<Encoding, String> refused = Map.of(
                encodings.getFirst(),
                "a blank between words or a line end within 100 characters",
                new Encoding(encodings.getFirst().library(), TextCuts.NONE),
                "at most 100 characters");
        refused.forEach((encoding, message) -> assertThatThrownBy(
                        () -> encoding.stream(10, 100).accept(stretch))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining(message));
    }

    @Example
    void aStretchIsRefusedWithWhatHelps() {
        Encoding words = encodings.getFirst();
        Map<String, String> advice = Map.of(
                "ACGT".repeat(50),
                "break the line, or where letters have no blanks, as in FASTA, use a model whose tokenizer is byte-level",
                "word" + " ".repeat(200),
                "expected a visible character within 100 characters, found white space alone",
                "word" + "\n".repeat(200),
                "expected a visible character within 100 characters, found white space alone");
        advice.forEach((text, message) -> assertThatThrownBy(
                        () -> words.stream(10, 100).accept(text))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining(message));
        assertThat(all(encodings.getLast().stream(10, 100), "ACGT".repeat(50), new Random(1)))
                .hasSize(200);
    }

    @Example
    void isUsedForOneText() {
        StreamingEncoder streaming = encodings.getFirst().stream(4, 100);
        streaming.finish();

        assertThatThrownBy(() -> streaming.accept("a")).hasMessageContaining("after finish");
    }

    @Example
    void whatStandsAroundATextStandsAroundTheWhole() {
        Path llama = directory.resolve("llama");
        String text = Stream.generate(() -> "hello hell").limit(20_000).collect(Collectors.joining(" "));
        try (Tokenizer tokenizer = Tokenizer.open(llama)) {
            assertThat(all(tokenizer.streamingEncoder(true), text, new Random(1)))
                    .startsWith(1)
                    .containsExactly(tokenizer.encode(text, true));
        }
    }
}
