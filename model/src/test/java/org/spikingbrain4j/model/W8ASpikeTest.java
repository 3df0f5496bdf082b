package org.spikingbrain4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.testkit.Fixtures;
import org.spikingbrain4j.testkit.Golden;
import org.spikingbrain4j.testkit.RecordedCall;
import org.spikingbrain4j.testkit.RecordingBackend;

/** The official W8ASpike code's logits, greedy tokens and spike counts (spec 6). */
class W8ASpikeTest {
    private static final int WHOLE = 4096;
    private static final List<SpikingMode> MODES = List.of(SpikingMode.COUNTS, SpikingMode.EVENTS, SpikingMode.AUTO);

    /** What the official goldens differ in. */
    private enum Variant {
        OFFICIAL,
        WINDOW_PLUS_ONE,
        INTENDED_MLP;

        ModelOptions options() {
            return switch (this) {
                case OFFICIAL -> ModelOptions.DEFAULT;
                case WINDOW_PLUS_ONE -> ModelOptions.DEFAULT.withWindowPlusOne(true);
                case INTENDED_MLP -> ModelOptions.DEFAULT.withSpiking(SpikingOptions.DEFAULT.withMlp(MlpSpiking.ALL));
            };
        }

        HostTensor logits(Golden golden, int sequence) {
            return switch (this) {
                case OFFICIAL -> golden.logits(sequence);
                case WINDOW_PLUS_ONE -> golden.logitsWindowPlusOne(sequence);
                case INTENDED_MLP -> golden.logitsIntendedMlp(sequence);
            };
        }
    }

    static Stream<Arguments> cases() {
        return TestBackend.SPIKING.stream()
                .flatMap(kind -> Arrays.stream(Variant.values()).map(variant -> Arguments.of(kind, variant)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void logitsEqualTheOfficialOnesInAnyChunkingAndMode(TestBackend kind, Variant variant) {
        try (Backend backend = kind.open();
                Golden golden = Golden.open(Fixtures.W8ASPIKE)) {
            for (int chunk : List.of(1, 7, 16, WHOLE)) {
                for (int i = 0; i < golden.sequences().size(); i++) {
                    String what = "sequence %d, chunk %d".formatted(i, chunk);
                    List<Logits> logits = new ArrayList<>();
                    for (SpikingMode mode : MODES) {
                        ModelOptions options = with(mode, variant.options().withChunkTokens(chunk));
                        logits.add(read(backend, options, golden.sequences().get(i)));
                    }
                    Closeness.assertLogits(what, logits.getFirst(), variant.logits(golden, i));
                    for (Logits others : logits) {
                        assertThat(others.values())
                                .as(what)
                                .isEqualTo(logits.getFirst().values());
                    }
                }
            }
        }
    }

    private static ModelOptions with(SpikingMode mode, ModelOptions options) {
        return options.withSpiking(options.spiking().withMode(mode));
    }

    private static Logits read(Backend backend, ModelOptions options, int[] tokens) {
        try (LanguageModel model = load(backend, options);
                SequenceState state = model.newState()) {
            return model.forward(tokens, state, LogitsWanted.ALL);
        }
    }

    @ParameterizedTest
    @FieldSource("org.spikingbrain4j.model.TestBackend#SPIKING")
    void prefillThenDecodeGivesTheOfficialGreedyTokens(TestBackend kind) {
        try (Backend backend = kind.open();
                Golden golden = Golden.open(Fixtures.W8ASPIKE);
                LanguageModel model = load(backend, ModelOptions.DEFAULT);
                SequenceState state = model.newState()) {
            int[] expected = golden.greedy().getFirst();
            int[] generated = new int[expected.length];
            int[] next = golden.greedyPrompt();
            for (int i = 0; i < generated.length; i++) {
                generated[i] = model.forward(next, state, LogitsWanted.LAST).argmax(0);
                next = new int[] {generated[i]};
            }
            assertThat(generated).isEqualTo(expected);
        }
    }

    /** An input that several linears share becomes spikes once, and they are the official ones of each of these linears. */
    @ParameterizedTest
    @FieldSource("org.spikingbrain4j.model.TestBackend#SPIKING")
    void countsEqualTheOfficialOnes(TestBackend kind) {
        try (RecordingBackend backend = new RecordingBackend(kind.open());
                Golden golden = Golden.open(Fixtures.W8ASPIKE);
                LanguageModel model = load(backend, ModelOptions.DEFAULT);
                SequenceState state = model.newState()) {
            model.forward(golden.sequences().get(1), state, LogitsWanted.ALL);
            assertThat(backend.calls("spike"))
                    .extracting(RecordedCall::weight)
                    .containsExactly(
                            "model.layers.0.attn",
                            "model.layers.0.attn.o_proj",
                            "model.layers.0.mlp",
                            "model.layers.1.attn",
                            "model.layers.1.attn.query",
                            "model.layers.1.attn.o_proj",
                            "model.layers.1.mlp");
            List<String> counts = golden.tensorNames().stream()
                    .filter(name -> name.startsWith("counts."))
                    .toList();
            assertThat(counts).hasSize(14);
            for (String name : counts) {
                assertThat(backend.call(spikeName(name)).output().values())
                        .as(name)
                        .isEqualTo(golden.tensor(name).toFloats());
            }
        }
    }

    /** The name of the spikes that a linear of the goldens is fed. */
    private static String spikeName(String golden) {
        String name = golden.substring("counts.".length());
        if (name.startsWith("query.layer")) {
            return "model.layers.%s.attn.query".formatted(name.substring("query.layer".length()));
        }
        return name.endsWith(".o_proj") ? name : name.substring(0, name.lastIndexOf('.'));
    }

    /** Layer 0 q_proj inside the model: its threshold, counts and output. */
    @ParameterizedTest
    @FieldSource("org.spikingbrain4j.model.TestBackend#SPIKING")
    void theFirstLinearEqualsTheOfficialOne(TestBackend kind) {
        try (RecordingBackend backend = new RecordingBackend(kind.open());
                Golden golden = Golden.open(Fixtures.W8ASPIKE);
                LanguageModel model = load(backend, ModelOptions.DEFAULT);
                SequenceState state = model.newState()) {
            model.forward(golden.sequences().get(1), state, LogitsWanted.ALL);
            RecordedCall spike = backend.call("model.layers.0.attn");
            Closeness.assertValues("ql0.x", spike.input().values(), golden.tensor("ql0.x"));
            assertThat(spike.output().values())
                    .isEqualTo(golden.tensor("ql0.counts").toFloats());
            RecordedCall linear = backend.call("model.layers.0.attn.q_proj.weight");
            Closeness.assertRows("ql0.out", linear.output().values(), golden.tensor("ql0.out"));
        }
    }

    private static LanguageModel load(Backend backend, ModelOptions options) {
        return LanguageModel.load(Checkpoint.open(Fixtures.W8ASPIKE.directory()), backend, options);
    }
}
