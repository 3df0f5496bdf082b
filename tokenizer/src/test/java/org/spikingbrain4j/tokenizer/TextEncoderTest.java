package org.spikingbrain4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextEncoderTest {
    private static final String PAIR =
            "[{\"Sequence\": {\"id\": \"A\", \"type_id\": 0}}, {\"Sequence\": {\"id\": \"B\", \"type_id\": 1}}]";
    private static final String TEXT = "hell\nhello\n\nHell o\nll <|end|>\nH";

    @TempDir
    Path directory;

    /** What a tokenizer puts around a text stands around the whole, not around each piece. */
    @ParameterizedTest
    @ValueSource(strings = {"A", "<|end|> A", "A <|end|>", "<|end|> <tool> A", "<|end|> A <|end|>"})
    void piecesOfATextAreEncodedAsTheWhole(String template) {
        NativeTokenizer library = NativeTokenizer.create(definition(template), "test");
        TextCuts cuts = new TextCuts(TextCuts.Places.WORDS, List.of());
        for (int length = 1; length <= TEXT.length(); length++) {
            TextEncoder encoder = new TextEncoder(library, cuts, length);
            for (boolean around : new boolean[] {false, true}) {
                AtomicInteger pieces = new AtomicInteger();
                Pace pace = piece -> {
                    pieces.incrementAndGet();
                    piece.run();
                };
                assertThat(encoder.encode(TEXT, around, pace))
                        .as("pieces of %d, around %b", length, around)
                        .containsExactly(library.encode(TEXT, around));
                assertThat(pieces.get())
                        .isEqualTo(length == TEXT.length() ? 1 : Math.ceilDiv(TEXT.length(), length) + 1);
            }
        }
        library.close();
    }

    @Test
    void aLongTextIsGivenUpBetweenTwoPieces() {
        NativeTokenizer library = NativeTokenizer.create(definition("A"), "test");
        TextEncoder encoder = new TextEncoder(library, new TextCuts(TextCuts.Places.WORDS, List.of()), 4);
        AtomicInteger left = new AtomicInteger(3);
        assertThatThrownBy(() -> encoder.encode(TEXT, false, piece -> {
                    if (left.getAndDecrement() == 0) {
                        throw new CancellationException("nobody waits");
                    }
                    piece.run();
                }))
                .isInstanceOf(CancellationException.class);
        assertThat(left).hasValue(-1);
        library.close();
    }

    /** The Qwen2 tokenizer, with a template that puts tokens around a text. */
    private String definition(String template) {
        TinyTokenizers.qwen2Files(directory);
        String pieces = Arrays.stream(template.split(" ", -1))
                .map(piece -> piece.equals("A")
                        ? "{\"Sequence\": {\"id\": \"A\", \"type_id\": 0}}"
                        : "{\"SpecialToken\": {\"id\": \"%s\", \"type_id\": 0}}".formatted(piece))
                .collect(Collectors.joining(", ", "[", "]"));
        String json = TokenizerDefinition.read(directory, TokenizerConfig.read(directory))
                .json();
        return """
                {"post_processor": {"type": "TemplateProcessing", "single": %s, "pair": %s, "special_tokens": {
                   "<|end|>": {"id": "<|end|>", "ids": [260], "tokens": ["<|end|>"]},
                   "<tool>": {"id": "<tool>", "ids": [261], "tokens": ["<tool>"]}}}, %s""".formatted(pieces, PAIR, json.substring(1));
    }
}
