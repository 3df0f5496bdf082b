package org.spikingbrain4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerTest {
    @TempDir
    Path directory;

    @Test
    void bothLayoutsOfAByteLevelTokenizerAreTheSame() {
        TinyTokenizers.qwen2Files(directory);
        try (Tokenizer older = Tokenizer.open(directory)) {
            TinyTokenizers.byteLevelJson(directory);
            try (Tokenizer newer = Tokenizer.open(directory)) {
                for (String text : List.of("", "hello", "hell  Hell\n\n1234", "e\u0301 <|end|><tool>x", "日本語 🙂")) {
                    assertThat(older.encode(text)).as(text).containsExactly(newer.encode(text));
                }
            }
        }
    }

    @Test
    void addedTokensAreCutEverywhereAndOnlySpecialOnesAreSkipped() {
        try (Tokenizer tokenizer = Tokenizer.open(TinyTokenizers.qwen2Files(directory))) {
            int[] ids = tokenizer.encode("hell<|end|>o<tool><far>");
            assertThat(ids).containsExactly(258, TinyTokenizers.END, 'o', TinyTokenizers.TOOL, 300);
            assertThat(tokenizer.decode(ids, false)).isEqualTo("hell<|end|>o<tool><far>");
            assertThat(tokenizer.decode(ids, true)).isEqualTo("hello<tool><far>");
            assertThat(tokenizer.vocabularySize()).isEqualTo(301);
            assertThat(tokenizer.tokenId("<far>")).hasValue(300);
            assertThat(tokenizer.tokenId("ĠH")).hasValue(259);
            assertThat(tokenizer.tokenId("absent")).isEmpty();
            assertThat(tokenizer.decode(new int[] {280, 'a', 301, 1_000_000, Integer.MAX_VALUE}, false))
                    .isEqualTo("a");
        }
    }

    @Test
    void theBytesOfATokenAreThoseItAddsToAText() {
        try (Tokenizer tokenizer = Tokenizer.open(TinyTokenizers.qwen2Files(directory))) {
            assertThat(tokenizer.tokenBytes(259)).hasValue(new byte[] {' ', 'H'});
            assertThat(tokenizer.tokenBytes(0xE9)).hasValue(new byte[] {(byte) 0xE9});
            assertThat(tokenizer.tokenBytes(TinyTokenizers.TOOL)).hasValue("<tool>".getBytes(StandardCharsets.UTF_8));
            assertThat(tokenizer.tokenBytes(TinyTokenizers.END)).as("special").isEmpty();
            assertThat(List.of(tokenizer.tokenBytes(280), tokenizer.tokenBytes(5000), tokenizer.tokenBytes(-1)))
                    .containsOnly(Optional.empty());
        }
    }

    @Test
    void theBytesOfAPieceKeepTheBlankThatATextDoesNotBeginWith() {
        try (Tokenizer tokenizer = Tokenizer.open(TinyTokenizers.byteFallbackJson(directory))) {
            int[] ids = tokenizer.encode("heé");
            assertThat(tokenizer.tokenBytes(ids[0])).hasValue(new byte[] {' ', 'h', 'e'});
            assertThat(tokenizer.tokenBytes(ids[1])).hasValue(new byte[] {(byte) 0xC3});
            assertThat(tokenizer.decode(ids, true)).isEqualTo("heé");
        }
    }

    @Test
    void rolesAndTheEndOfATurn() {
        try (Tokenizer tokenizer = Tokenizer.open(TinyTokenizers.qwen2Files(directory))) {
            assertThat(tokenizer.beginOfText()).isEmpty();
            assertThat(tokenizer.endOfText()).contains(new SpecialToken("<|end|>", TinyTokenizers.END));
            assertThat(tokenizer.endOfTurnTokens()).containsExactly(TinyTokenizers.END);
            assertThat(tokenizer.chatTemplate().orElseThrow().render(List.of(ChatMessage.user("x")), false))
                    .isEqualTo("user: x<|end|>");
        }
        TinyTokenizers.write(directory.resolve("chat_template.jinja"), "{{ messages[0].content }}\n");
        try (Tokenizer tokenizer = Tokenizer.open(directory)) {
            assertThat(tokenizer.chatTemplate().orElseThrow().render(List.of(ChatMessage.user("x")), false))
                    .isEqualTo("x");
        }
    }

    @Test
    void byteFallback() {
        try (Tokenizer tokenizer = Tokenizer.open(TinyTokenizers.byteFallbackJson(directory))) {
            assertThat(tokenizer.encode("hello", true)[0]).isEqualTo(1);
            assertThat(tokenizer.encode("", true)).containsExactly(1);
            for (String text : List.of("hello", " hello", "hell 日本 o", "🙂")) {
                int[] ids = tokenizer.encode(text, true);
                assertThat(tokenizer.decode(ids, true)).isEqualTo(text);
                assertThat(ids).endsWith(tokenizer.encode(text));
            }
            assertThat(tokenizer.chatTemplate()).isEmpty();
            assertThat(tokenizer.endOfTurnTokens()).isEmpty();
        }
    }

    @Test
    void nothingIsTruncatedOrPadded() {
        try (Tokenizer tokenizer = Tokenizer.open(TinyTokenizers.byteLevelJson(directory))) {
            assertThat(tokenizer.encode("a")).containsExactly('a');
            assertThat(tokenizer.encode("x y ".repeat(100_000))).hasSizeGreaterThanOrEqualTo(400_000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\uD800b", "a\uDC00b", "a\uDC00\uD800b", "\uD83D", "a\u0000b"})
    void brokenTextIsMended(String text) {
        try (Tokenizer tokenizer = Tokenizer.open(TinyTokenizers.byteLevelJson(directory))) {
            String mended = text.codePoints()
                    .map(c -> c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            assertThat(tokenizer.decode(tokenizer.encode(text), false)).isEqualTo(mended);
        }
    }

    @Test
    void textThatTheTokenizerHasNoTokenForIsOneLine() {
        TinyTokenizers.write(directory.resolve("tokenizer.json"), """
                {"version": "1.0", "added_tokens": [], "decoder": {"type": "Fuse"},
                 "model": {"type": "WordLevel", "vocab": {"a": 0}, "unk_token": "[UNK]"}}""");
        try (Tokenizer tokenizer = Tokenizer.open(directory)) {
            assertThat(tokenizer.encode("a")).containsExactly(0);
            assertThatThrownBy(() -> tokenizer.encode("b"))
                    .isInstanceOf(TokenizerException.class)
                    .hasMessageStartingWith(directory + ": the tokenizer cannot encode this text: ")
                    .message()
                    .hasLineCount(1);
        }
    }

    @Test
    void useAfterCloseAndNegativeIdsAreErrors() {
        Tokenizer tokenizer = Tokenizer.open(TinyTokenizers.byteLevelJson(directory));
        assertThatThrownBy(() -> tokenizer.decode(new int[] {1, -1}, false))
                .isInstanceOf(TokenizerException.class)
                .hasMessage("token id: expected zero or more, found -1");
        tokenizer.close();
        tokenizer.close();
        assertThatThrownBy(() -> tokenizer.encode("a"))
                .isInstanceOf(TokenizerException.class)
                .hasMessage("tokenizer: used after it was closed");
    }

    @Test
    void storiesBeginWithTheirToken() {
        try (Tokenizer tokenizer = Tokenizer.open(SharedModels.directory("stories260K"))) {
            int[] ids = tokenizer.encode("Once upon a time", true);
            assertThat(ids).containsExactly(1, 403, 407, 261, 378);
            assertThat(tokenizer.decode(ids, true)).isEqualTo("Once upon a time");
            assertThat(tokenizer.decode(ids, false)).isEqualTo("<s> Once upon a time");
            assertThat(tokenizer.decode(Arrays.copyOfRange(ids, 1, 5), false)).isEqualTo("Once upon a time");
            assertThat(tokenizer.vocabularySize()).isEqualTo(512);
            assertThat(tokenizer.beginOfText()).contains(new SpecialToken("<s>", 1));
            assertThat(tokenizer.endOfTurnTokens()).containsExactly(2);
        }
    }
}
