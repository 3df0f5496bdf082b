package org.spikingbrain4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.testkit.Fixtures;
import org.spikingbrain4j.testkit.Golden;

/** The official code's logits and greedy tokens, on every back end, in every chunking. */
class OfficialLogitsTest {
    private static final int WHOLE = 4096;

    static Stream<Arguments> cases() {
        return Arrays.stream(TestBackend.values())
                .flatMap(backend -> Stream.of(
                        Arguments.of(backend, Fixtures.GLA_SWA_F32, Fixtures.GLA_SWA_F32),
                        Arguments.of(backend, Fixtures.GLA_SWA_F32_SHARDED, Fixtures.GLA_SWA_F32),
                        Arguments.of(backend, Fixtures.GLA_SWA_BF16, Fixtures.GLA_SWA_BF16),
                        Arguments.of(backend, Fixtures.GLA_SWA_BF16_TORCH, Fixtures.GLA_SWA_BF16)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void logitsEqualTheOfficialOnesInAnyChunking(TestBackend kind, Fixtures fixture, Fixtures goldens) {
        try (Backend backend = kind.open();
                Golden golden = Golden.open(goldens)) {
            for (int chunk : List.of(1, 7, 16, 64, WHOLE)) {
                for (boolean windowPlusOne : List.of(false, true)) {
                    ModelOptions options = ModelOptions.DEFAULT
                            .withWindowPlusOne(windowPlusOne)
                            .withChunkTokens(chunk);
                    try (LanguageModel model =
                            LanguageModel.load(Checkpoint.open(fixture.directory()), backend, options)) {
                        assertAllSequences(model, golden, options);
                    }
                }
            }
        }
    }

    private static void assertAllSequences(LanguageModel model, Golden golden, ModelOptions options) {
        List<int[]> sequences = golden.sequences();
        for (int i = 0; i < sequences.size(); i++) {
            try (SequenceState state = model.newState()) {
                Logits logits = model.forward(sequences.get(i), state, LogitsWanted.ALL);
                Closeness.assertLogits(
                        "sequence %d, %s".formatted(i, options),
                        logits,
                        options.windowPlusOne() ? golden.logitsWindowPlusOne(i) : golden.logits(i));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void prefillThenDecodeGivesTheOfficialGreedyTokens(TestBackend kind, Fixtures fixture, Fixtures goldens) {
        try (Backend backend = kind.open();
                Golden golden = Golden.open(goldens);
                LanguageModel model =
                        LanguageModel.load(Checkpoint.open(fixture.directory()), backend, ModelOptions.DEFAULT)) {
            for (int i = 0; i < golden.sequences().size(); i++) {
                int[] expected = golden.greedy().get(i);
                assertThat(greedy(model, golden.sequences().get(i), expected.length))
                        .as("sequence %d", i)
                        .isEqualTo(expected);
            }
        }
    }

    private static int[] greedy(LanguageModel model, int[] prompt, int count) {
        int[] generated = new int[count];
        try (SequenceState state = model.newState()) {
            int[] next = prompt;
            for (int i = 0; i < count; i++) {
                generated[i] = model.forward(next, state, LogitsWanted.LAST).argmax(0);
                next = new int[] {generated[i]};
            }
        }
        return generated;
    }
}
