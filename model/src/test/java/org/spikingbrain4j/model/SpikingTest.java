package org.spikingbrain4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.CheckpointException;
import org.spikingbrain4j.checkpoint.WeightFormat;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.KeyValuePrecision;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.Fixtures;
import org.spikingbrain4j.testkit.RandomCheckpoint;
import org.spikingbrain4j.testkit.RecordedCall;
import org.spikingbrain4j.testkit.RecordingBackend;

/** What is asked of spikes and what a model makes of it; spikes on float weights. */
class SpikingTest {
    private static final SpikingOptions COUNTS = SpikingOptions.DEFAULT.withMode(SpikingMode.COUNTS);
    private static final SpikingOptions EVENTS = SpikingOptions.DEFAULT.withMode(SpikingMode.EVENTS);
    private static final SpikingOptions OFF = SpikingOptions.DEFAULT.withMode(SpikingMode.OFF);
    private static final int[] TOKENS = {17, 3, 250, 99, 1, 64, 200, 31, 8, 77, 42, 5};

    @TempDir
    private Path folder;

    @Test
    void floatCheckpointsDoNotSpikeUnlessAsked() {
        try (Backend backend = new ReferenceBackend();
                LanguageModel silent = load(Fixtures.GLA_SWA_F32.directory(), backend, SpikingOptions.DEFAULT);
                LanguageModel spiking = load(Fixtures.GLA_SWA_F32.directory(), backend, EVENTS.withK(2.5))) {
            assertThat(silent.spiking()).isEmpty();
            Spiking found = spiking.spiking().orElseThrow();
            assertThat(found)
                    .isEqualTo(new Spiking(
                            SpikingMode.EVENTS, List.of(2.5, 2.5, 2.5, 2.5), MlpSpiking.ALL, WeightFormat.FLOAT));
            assertThat(found.integerWeights()).isFalse();
            assertThat(found.keyValuePrecision()).isEqualTo(KeyValuePrecision.EXACT);
            assertThat(found.description()).isEqualTo("spiking events, k 2.5, mlp all");
        }
    }

    @Test
    void w8ASpikeCheckpointsSpikeUnlessForbidden() {
        try (Backend backend = new ReferenceBackend();
                LanguageModel spiking = load(Fixtures.W8ASPIKE.directory(), backend, SpikingOptions.DEFAULT);
                LanguageModel silent = load(Fixtures.W8ASPIKE.directory(), backend, OFF)) {
            Spiking found = spiking.spiking().orElseThrow();
            assertThat(found)
                    .isEqualTo(new Spiking(
                            SpikingMode.AUTO, List.of(3.0, 3.0), MlpSpiking.OFFICIAL, WeightFormat.W8ASPIKE));
            assertThat(found.keyValuePrecision()).isEqualTo(KeyValuePrecision.INT8);
            assertThat(found.description()).isEqualTo("spiking auto, k 3, mlp official");
            assertThat(silent.spiking()).isEmpty();
        }
    }

    @Test
    void flagsWithoutSpikesAreRefused() {
        Path model = Fixtures.GLA_SWA_F32.directory();
        try (Backend backend = new ReferenceBackend()) {
            assertThatThrownBy(() -> load(model, backend, SpikingOptions.DEFAULT.withK(2)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("--k: nothing spikes here; add --spiking auto, or leave it out");
            assertThatThrownBy(() -> load(Fixtures.W8ASPIKE.directory(), backend, OFF.withMlp(MlpSpiking.ALL)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("--mlp: nothing spikes here");
        }
        for (double k : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> SpikingOptions.DEFAULT.withK(k)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Dense W8ASpike weights are the raw ones: the logits are those without any rounding. */
    @Test
    void withoutSpikesNothingIsRounded() {
        try (RecordingBackend backend = new RecordingBackend(new ReferenceBackend());
                LanguageModel model = load(Fixtures.W8ASPIKE.directory(), backend, OFF);
                Checkpoint checkpoint = Checkpoint.open(Fixtures.W8ASPIKE.directory())) {
            read(model, TOKENS);
            assertThat(backend.calls("spike")).isEmpty();
            RecordedCall call = backend.call("model.layers.1.attn.o_proj.weight");
            float[] weight = checkpoint.tensor(call.weight()).toFloats();
            double first = 0;
            for (int i = 0; i < call.input().columns(); i++) {
                first += (double) call.input().values()[i] * weight[i];
            }
            assertThat((float) first).isEqualTo(call.output().values()[0]);
        }
    }

    @ParameterizedTest
    @EnumSource(TestBackend.class)
    void countsAndEventsOnFloatWeightsAreClose(TestBackend kind) {
        try (Backend backend = kind.open()) {
            for (Path model : floatModels()) {
                for (SpikingOptions options :
                        List.of(SpikingOptions.DEFAULT, SpikingOptions.DEFAULT.withMlp(MlpSpiking.OFFICIAL))) {
                    float[] counts = logits(model, backend, options.withMode(SpikingMode.COUNTS));
                    for (SpikingMode mode : List.of(SpikingMode.EVENTS, SpikingMode.AUTO)) {
                        float[] others = logits(model, backend, options.withMode(mode));
                        assertThat(Closeness.maxDifference(others, counts))
                                .as("%s, %s, %s", model.getFileName(), options, mode)
                                .isLessThanOrEqualTo(1e-5);
                    }
                    assertThat(Closeness.maxDifference(logits(model, backend, OFF), counts))
                            .as("%s: spikes are not nothing", model.getFileName())
                            .isGreaterThan(1e-3);
                }
            }
        }
    }

    /** The three layouts, one of them with a tied head. */
    private Stream<Path> randomModels() {
        return Stream.of(CheckpointShape.TINY_LLAMA, CheckpointShape.TINY_QWEN2)
                .map(shape -> RandomCheckpoint.of(shape, DataType.BF16, 11).write(folder.resolve(shape.modelType())));
    }

    private List<Path> floatModels() {
        return Stream.concat(Stream.of(Fixtures.GLA_SWA_F32.directory()), randomModels())
                .toList();
    }

    @Test
    void everyInputOfProjectionsSpikesOnceAndTheHeadNever() {
        try (RecordingBackend backend = new RecordingBackend(new ReferenceBackend());
                LanguageModel model = load(Fixtures.GLA_SWA_F32.directory(), backend, COUNTS)) {
            read(model, TOKENS);
            assertThat(backend.calls("spike").stream().map(RecordedCall::weight).filter(name -> name.contains("s.1.")))
                    .containsExactly(
                            "model.layers.1.attn",
                            "model.layers.1.attn.query",
                            "model.layers.1.attn.o_proj",
                            "model.layers.1.mlp",
                            "model.layers.1.mlp.down_proj");
            assertThat(backend.calls("spike")).hasSize(2 * 4 + 2 * 5);
            assertThat(backend.call("model.layers.0.attn.gk_proj.1.weight")
                            .input()
                            .values())
                    .as("between the gate's two linears are values")
                    .isEqualTo(backend.call("model.layers.0.attn.gk_proj.0.weight")
                            .output()
                            .values());
            assertThat(backend.call("lm_head.weight").input().values())
                    .isEqualTo(backend.call("model.norm.weight").output().values());
        }
    }

    @Test
    void statesBelongToOneKindOfSpikes() {
        try (Backend backend = new ReferenceBackend();
                LanguageModel counts = load(Fixtures.GLA_SWA_F32.directory(), backend, COUNTS);
                SequenceState state = counts.newState()) {
            counts.forward(TOKENS, state, LogitsWanted.NONE);
            Path file = folder.resolve("state.safetensors");
            state.write(file);
            counts.readState(file).close();
            for (SpikingOptions other : List.of(OFF, EVENTS, COUNTS.withK(2), COUNTS.withMlp(MlpSpiking.OFFICIAL))) {
                try (LanguageModel stranger = load(Fixtures.GLA_SWA_F32.directory(), backend, other)) {
                    assertThatThrownBy(() -> stranger.readState(file))
                            .as(other.toString())
                            .isInstanceOf(CheckpointException.class)
                            .hasMessageContainingAll("state.safetensors", "this model, run otherwise", "--spiking");
                    assertThatThrownBy(() -> stranger.forward(TOKENS, state, LogitsWanted.NONE))
                            .isInstanceOf(InvalidInputException.class)
                            .hasMessageContaining("spikes otherwise");
                }
            }
        }
    }

    @Test
    void onIntegerWeightsCountsAndEventsShareTheirStates() {
        try (Backend backend = new ReferenceBackend();
                LanguageModel counts = load(Fixtures.W8ASPIKE.directory(), backend, COUNTS);
                LanguageModel events = load(Fixtures.W8ASPIKE.directory(), backend, EVENTS);
                SequenceState state = counts.newState()) {
            counts.forward(TOKENS, state, LogitsWanted.NONE);
            assertThat(events.forward(new int[] {7}, state, LogitsWanted.LAST).rows())
                    .isEqualTo(1);
            assertThat(events.fingerprint())
                    .isEqualTo(counts.fingerprint())
                    .contains("spiking k=[3.0, 3.0] mlp=official");
        }
    }

    private float[] logits(Path model, Backend backend, SpikingOptions options) {
        try (LanguageModel loaded = load(model, backend, options)) {
            return read(loaded, TOKENS);
        }
    }

    private static float[] read(LanguageModel model, int[] tokens) {
        try (SequenceState state = model.newState()) {
            return model.forward(tokens, state, LogitsWanted.ALL).values();
        }
    }

    private static LanguageModel load(Path model, Backend backend, SpikingOptions options) {
        return LanguageModel.load(Checkpoint.open(model), backend, ModelOptions.DEFAULT.withSpiking(options));
    }
}
