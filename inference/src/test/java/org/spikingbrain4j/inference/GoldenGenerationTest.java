package org.spikingbrain4j.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.testkit.Fixtures;
import org.spikingbrain4j.testkit.Golden;

class GoldenGenerationTest {

    @ParameterizedTest
    @EnumSource(
            value = Fixtures.class,
            names = {"GLA_SWA_F32", "GLA_SWA_BF16"})
    void greedyGivesTheTokensOfTheOfficialCode(Fixtures fixture) {
        try (Backend backend = new ReferenceBackend();
                LanguageModel model =
                        LanguageModel.load(Checkpoint.open(fixture.directory()), backend, ModelOptions.DEFAULT);
                Golden golden = Golden.open(fixture)) {
            for (int i = 0; i < golden.sequences().size(); i++) {
                assertThat(greedy(model, golden.sequences().get(i)))
                        .as("sequence %d", i)
                        .isEqualTo(golden.greedy().get(i));
            }
        }
    }

    /** Every token whose text may be split into pieces; ids stand for text, since the fixtures have no tokenizer. */
    private static int[] greedy(LanguageModel model, int[] prompt) {
        GenerationOptions options = GenerationOptions.builder()
                .maxTokens(24)
                .ignoreEos(true)
                .logprobs(1)
                .build();
        try (SequenceState state = model.newState()) {
            GenerationResult result = new Generator(model, Ids::new, token -> true)
                    .generate(state, prompt, options, GenerationListener.NONE, Cancellation.none());
            assertThat(state.position()).isEqualTo(prompt.length + 23);
            assertThat(result.text()).isEqualTo(text(result.tokens()));
            assertThat(result.logprobs()).allMatch(position -> position.top().equals(List.of(position.chosen())));
            return result.tokens();
        }
    }

    private static String text(int[] tokens) {
        return IntStream.of(tokens).mapToObj(Ids::text).collect(Collectors.joining());
    }

    private static final class Ids implements TextDecoder {
        static String text(int token) {
            return "<" + token + ">";
        }

        @Override
        public String accept(int token) {
            return text(token);
        }

        @Override
        public String finish() {
            return "";
        }
    }
}
