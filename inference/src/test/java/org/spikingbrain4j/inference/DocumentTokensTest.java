package org.spikingbrain4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.testkit.ByteTokenizer;
import org.spikingbrain4j.tokenizer.Tokenizer;

class DocumentTokensTest {
    private static final List<String> TEXTS = List.of("one", "zwölf 🙂", "x".repeat(300_000), "end");

    @TempDir
    Path directory;

    private Tokenizer tokenizer;

    @BeforeEach
    void open() throws IOException {
        Files.writeString(directory.resolve("tokenizer.json"), ByteTokenizer.json());
        tokenizer = Tokenizer.open(directory);
    }

    @AfterEach
    void close() {
        tokenizer.close();
    }

    @Test
    void givesTheTokensOfAllTextsWithABorderBetween() {
        int[] expected = expected();
        for (int most : List.of(1, 7, 512, 1_000_000)) {
            DocumentTokens tokens = new DocumentTokens(tokenizer, new TextsInPieces(TEXTS, 100_000, most));

            assertThat(all(tokens, most)).as("at most %d", most).containsExactly(expected);
            assertThat(tokens.documents()).isEqualTo(TEXTS.size());
            assertThat(tokens.next(most)).isEmpty();
        }
    }

    @Test
    void behindOtherTextsBeginsWithABorder() {
        DocumentTokens tokens = DocumentTokens.behindOthers(tokenizer, new TextsInPieces(TEXTS, 100_000, 1));

        assertThat(all(tokens, 512))
                .containsExactly(IntStream.concat(IntStream.of(ByteTokenizer.END_OF_TEXT), IntStream.of(expected()))
                        .toArray());
    }

    /** Not by the share of the input alone: its first buffer would look like many times the tokens given. */
    @Test
    void whatIsLeftIsKnownFromTheBeginning() {
        int length = 3_000_000;
        DocumentTokens tokens =
                new DocumentTokens(tokenizer, new TextsInPieces(List.of("y".repeat(length)), 16_000, 1));

        assertThat(tokens.left()).isEmpty();
        for (long given = tokens.next(512).length; given < length; given += tokens.next(100_000).length) {
            assertThat((double) tokens.left().orElseThrow())
                    .as("given %d", given)
                    .isCloseTo(length - given, within(0.1 * length));
        }
        assertThat(tokens.next(1)).isEmpty();
        assertThat(tokens.left()).hasValue(0);
    }

    private int[] expected() {
        IntStream.Builder expected = IntStream.builder();
        for (String text : TEXTS) {
            if (!text.equals(TEXTS.getFirst())) {
                expected.add(ByteTokenizer.END_OF_TEXT);
            }
            Arrays.stream(tokenizer.encode(text)).forEach(expected);
        }
        return expected.build().toArray();
    }

    private static int[] all(DocumentTokens tokens, int most) {
        TokenList all = new TokenList();
        for (int[] next = tokens.next(most); next.length > 0; next = tokens.next(most)) {
            assertThat(next.length).isLessThanOrEqualTo(most);
            all.addAll(next);
        }
        return all.toArray();
    }
}
