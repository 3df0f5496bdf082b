package org.spikingbrain4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The published Qwen2.5 tokenizer, in its older file layout, against ids and texts made by other implementations. */
class QwenTokenizerTest {
    private static Tokenizer tokenizer;

    @BeforeAll
    static void open() {
        tokenizer = Tokenizer.open(SharedModels.directory("qwen2.5-tokenizer"));
    }

    @AfterAll
    static void close() {
        if (tokenizer != null) {
            tokenizer.close();
        }
    }

    static List<Map<String, Object>> strings() {
        return Fixtures.list("tokens.json");
    }

    static List<Map<String, Object>> conversations() {
        return Fixtures.list("chat.json");
    }

    @ParameterizedTest
    @MethodSource("strings")
    void encodesAndDecodesAsTheOfficialTokenizer(Map<String, Object> expected) {
        int[] ids = Fixtures.ids(expected.get("ids"));
        assertThat(tokenizer.encode((String) expected.get("text"))).containsExactly(ids);
        assertThat(tokenizer.encode((String) expected.get("text"), true)).containsExactly(ids);
        assertThat(tokenizer.decode(ids, false)).isEqualTo(expected.get("decoded"));
        assertThat(tokenizer.decode(ids, true)).isEqualTo(expected.get("decoded_skip_special"));
    }

    @ParameterizedTest
    @MethodSource("conversations")
    void rendersConversationsAsTransformersDoes(Map<String, Object> expected) {
        String rendered = tokenizer
                .chatTemplate()
                .orElseThrow()
                .render(Fixtures.messages(expected), Fixtures.objects(expected.get("tools")), (Boolean)
                        expected.get("add_generation_prompt"));
        assertThat(rendered).isEqualTo(expected.get("rendered"));
        assertThat(tokenizer.encode(rendered)).containsExactly(Fixtures.ids(expected.get("ids")));
    }

    @Test
    void aStreamedTextHasTheTokensOfTheWhole() {
        String text = strings().stream()
                .map(expected -> (String) expected.get("text"))
                .collect(Collectors.joining("\nThen "));
        String all = text.repeat(200);
        StreamingEncoder streaming = tokenizer.streamingEncoder(false);

        int[] early = streaming.accept(all);
        assertThat(early).isNotEmpty();
        assertThat(IntStream.concat(IntStream.of(early), IntStream.of(streaming.finish())))
                .containsExactlyElementsOf(
                        IntStream.of(tokenizer.encode(all)).boxed().toList());
    }

    @Test
    void knowsItsSpecialTokens() {
        assertThat(tokenizer.vocabularySize()).isEqualTo(151_665);
        assertThat(tokenizer.beginOfText()).contains(new SpecialToken("<|im_start|>", 151_644));
        assertThat(tokenizer.endOfText()).contains(new SpecialToken("<|endoftext|>", 151_643));
        assertThat(tokenizer.tokenId("<|im_end|>")).hasValue(151_645);
        assertThat(tokenizer.isSpecial(151_645)).isTrue();
        assertThat(tokenizer.isSpecial(151_657)).isFalse();
        assertThat(tokenizer.endOfTurnTokens()).containsExactly(151_643, 151_645);
    }

    @Test
    void paddingIdsOfTheModelHaveNoText() {
        int[] ids = IntStream.range(151_665, 152_064).toArray();
        assertThat(tokenizer.decode(ids, false)).isEmpty();
    }
}
