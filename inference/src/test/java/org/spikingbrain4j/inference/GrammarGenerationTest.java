package org.spikingbrain4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikingbrain4j.grammar.Grammar;
import org.spikingbrain4j.grammar.TokenMasks;
import org.spikingbrain4j.grammar.TokenVocabulary;
import org.spikingbrain4j.model.InvalidInputException;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.ReferenceBackend;

/** A model of noise within grammars. */
class GrammarGenerationTest {
    private static final Map<String, Object> POINT = Map.of(
            "type",
            "array",
            "prefixItems",
            List.of(Map.of("enum", List.of("x", "y")), Map.of("type", "integer")),
            "minItems",
            2);

    @TempDir
    Path directory;

    private final Backend backend = new ReferenceBackend();
    private TextModel model;
    private TokenVocabulary vocabulary;

    @BeforeEach
    void open() throws IOException {
        model = TinyChatModel.open(directory, backend, true);
        vocabulary = TokenVocabulary.of(model.tokenizer());
    }

    @AfterEach
    void close() {
        model.close();
        backend.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theTextIsInTheGrammar(long seed) {
        Grammar grammar = Grammar.jsonSchema(POINT);
        SamplingOptions hot =
                SamplingOptions.builder().temperature(2).seed(seed).build();
        GenerationResult result = generate(options(grammar).sampling(hot).build());

        assertThat(result.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(grammar.matches(result.text())).as(result.text()).isTrue();
        assertThat(result.tokens())
                .as("no stop token: nothing could follow")
                .hasSize(result.text().length());
    }

    @Test
    void stopTokensAreChosenOnlyWhereTheTextCanEnd() {
        SamplingOptions longing = SamplingOptions.builder()
                .logitBias(Map.of(TinyChatModel.END_OF_TEXT, 100.0))
                .build();
        GenerationResult result = generate(options(Grammar.jsonSchema(Map.of("type", "integer", "minimum", 100)))
                .sampling(longing)
                .build());

        assertThat(result.text()).matches("[1-9][0-9][0-9]");
        assertThat(result.tokens()).endsWith(TinyChatModel.END_OF_TEXT);
        assertThat(result.finishReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void noBiasAndNoPenaltyBringsBackWhatIsNotAllowed() {
        SamplingOptions against = SamplingOptions.builder()
                .logitBias(Map.of((int) 'z', 100.0, (int) 'a', -100.0))
                .frequencyPenalty(2)
                .build();

        assertThat(generate(options(Grammar.text("aaaa")).sampling(against).build())
                        .text())
                .isEqualTo("aaaa");
    }

    @Test
    void aGrammarIsTheSameForEveryGeneration() {
        TokenMasks masks = TokenMasks.of(vocabulary, Grammar.text("ab"));
        GenerationOptions options = GenerationOptions.builder().grammar(masks).build();

        assertThat(IntStream.range(0, 3).mapToObj(i -> generate(options).text()))
                .containsOnly("ab");
    }

    @Test
    void theLengthStillEndsIt() {
        GenerationResult cut =
                generate(options(Grammar.text("abc")).maxTokens(2).build());
        assertThat(cut.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(cut.text()).isEqualTo("ab");

        GenerationResult whole =
                generate(options(Grammar.text("abc")).maxTokens(3).build());
        assertThat(whole.finishReason()).as("it is whole with its last token").isEqualTo(FinishReason.STOP);
    }

    @Test
    void refusesToGoOnBehindStopTokens() {
        assertThatThrownBy(() -> options(Grammar.json()).ignoreEos(true).build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("ignoreEos: expected off beside a grammar");
    }

    private GenerationOptions.Builder options(Grammar grammar) {
        return GenerationOptions.builder().grammar(TokenMasks.of(vocabulary, grammar));
    }

    private GenerationResult generate(GenerationOptions options) {
        try (PrefixCache cache = PrefixCache.open(model, PrefixCacheOptions.DEFAULT)) {
            return new Generator(model)
                    .generate(
                            cache, model.encodePrompt("Write."), options, GenerationListener.NONE, Cancellation.none());
        }
    }
}
