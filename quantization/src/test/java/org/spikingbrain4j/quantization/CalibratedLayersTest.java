package org.spikingbrain4j.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.cpu.CpuBackend;
import org.spikingbrain4j.cpu.CpuOptions;
import org.spikingbrain4j.model.CalibrationTexts;
import org.spikingbrain4j.model.HiddenStates;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.LayerRunner;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.Weight;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.MixtureShape;
import org.spikingbrain4j.testkit.RandomCheckpoint;

/** What the calibration computes is what the model computes that it writes. */
class CalibratedLayersTest {
    private static final SpikesPerChannel K = new SpikesPerChannel.Fixed(3);
    private static final int[] TOKENS = new Random(2).ints(24, 0, 272).toArray();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource("shapes")
    void seesTheBitsOfTheWrittenModel(CheckpointShape shape) {
        Path model = RandomCheckpoint.of(shape, DataType.F32, 5).write(folder.resolve("model"));
        Path out = folder.resolve("out");
        try (Backend backend = CpuBackend.create(CpuOptions.defaults())) {
            CalibrationTexts texts = new CalibrationTexts(List.of(TOKENS));
            new Quantizer(model, new QuantizationOptions(4, K), Optional.of(texts), backend, QuantizationListener.NONE)
                    .write(out, false);
            assertThat(calibrated(model, backend)).isEqualTo(written(out, backend));
        }
    }

    private static List<CheckpointShape> shapes() {
        // Without sinks, which the calibration reads with the text and the model before it: that may cost a last bit.
        CheckpointShape mixture = new CheckpointShape(
                "gla_swa_moe",
                3,
                new AttentionHeads(4, 2, 16),
                172,
                320,
                16,
                false,
                Optional.of(new MixtureShape(List.of(1), List.of(0), 4, 1, 1, 0)));
        return List.of(CheckpointShape.TINY_GLA_SWA, CheckpointShape.TINY_LLAMA, mixture);
    }

    /** Logits [tokens, vocabulary] of what the calibration passes on. */
    private static float[] calibrated(Path model, Backend backend) {
        try (Checkpoint checkpoint = Checkpoint.open(model);
                Arena arena = Arena.ofShared()) {
            QuantizationPlan plan = QuantizationPlan.of(checkpoint, new QuantizationOptions(4, K));
            LayerRunner runner = LayerRunner.load(checkpoint, backend, ModelOptions.DEFAULT);
            CalibratedLayers layers = new CalibratedLayers(backend, runner.embed(List.of(TOKENS)), K, () -> {});
            for (int layer = 0; layer < plan.layers().size(); layer++) {
                layers.layer(layer, plan.layers().get(layer), checkpoint, arena);
            }
            HiddenStates last = runner.finalNorm(layers.states());
            Weight head = plan.head()
                    .map(linear -> backend.load(layers.head(linear, checkpoint, arena)))
                    .orElseThrow();
            HostTensor rows = HostTensor.of("rows", Shape.of(last.tokens(), last.size()), last.values());
            try (Operators pass = backend.openPass()) {
                int[] all = IntStream.range(0, last.tokens()).toArray();
                return pass.toHost(pass.linear(pass.embed(backend.load(rows), all), head));
            }
        }
    }

    private static float[] written(Path model, Backend backend) {
        try (LanguageModel loaded = LanguageModel.load(Checkpoint.open(model), backend, ModelOptions.DEFAULT);
                SequenceState state = loaded.newState()) {
            return loaded.forward(TOKENS, state, LogitsWanted.ALL).values();
        }
    }
}
