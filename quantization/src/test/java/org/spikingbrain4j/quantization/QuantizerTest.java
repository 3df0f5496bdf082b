package org.spikingbrain4j.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.Int8Quantization;
import org.spikingbrain4j.checkpoint.WeightFormat;
import org.spikingbrain4j.cpu.CpuBackend;
import org.spikingbrain4j.cpu.CpuOptions;
import org.spikingbrain4j.model.CalibrationTexts;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Int8Matrix;
import org.spikingbrain4j.operators.Int8Rounding;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.SpikingBrainException;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.Fixtures;
import org.spikingbrain4j.testkit.RandomCheckpoint;

class QuantizerTest {
    private static final CalibrationTexts TEXTS =
            CalibrationTexts.of(new Random(1).ints(40, 0, 272).toArray(), 40, 24);

    private final Backend backend = CpuBackend.create(CpuOptions.builder().build());

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void writesCodesAndScalesInPlaceOfFloatsAndKeepsTheRest() throws IOException {
        Path model = random(CheckpointShape.TINY_GLA_SWA);
        Files.writeString(model.resolve("tokenizer.json"), "{}");
        Path out = folder.resolve("new").resolve("out");
        QuantizationReport report =
                quantizer(model, 4, new SpikesPerChannel.Fixed(2.5)).write(out, false);
        try (Checkpoint before = Checkpoint.open(model);
                Checkpoint after = Checkpoint.open(out)) {
            assertThat(after.config().quantization()).hasValue(new Int8Quantization(4, List.of(2.5, 2.5, 2.5, 2.5)));
            HostTensor codes = after.tensor("model.layers.0.mlp.down_proj.codes");
            assertThat(codes.dataType()).isEqualTo(DataType.I8);
            assertThat(codes.shape()).isEqualTo(Shape.of(172, 64));
            assertThat(after.tensor("model.layers.0.mlp.down_proj.scales").shape())
                    .isEqualTo(Shape.of(43, 64));
            assertThat(after.contains("model.layers.0.attn.gk_proj.0.codes")).isTrue();
            assertThat(after.contains("model.layers.0.attn.gk_proj.1.weight")).isTrue();
            assertThat(after.contains("lm_head.codes")).isTrue();
            assertThat(after.tensorNames()).noneMatch(name -> name.endsWith("proj.weight"));
            assertThat(after.tensor("model.embeddings.weight").toFloats())
                    .isEqualTo(before.tensor("model.embeddings.weight").toFloats());
            assertThat(report.bytesBefore()).isEqualTo(before.bytes());
            assertThat(report.bytesAfter()).isEqualTo(after.bytes());
        }
        assertThat(out.resolve("tokenizer.json")).exists();
        assertThat(report.layers()).hasSize(4).allSatisfy(layer -> {
            assertThat(layer.measured().orElseThrow().chosenScales()).isBetween(0.0, 1.0);
            assertThat(layer.measured().orElseThrow().chosenScales())
                    .isLessThanOrEqualTo(layer.measured().orElseThrow().largestScales());
            assertThat(layer.measured().orElseThrow().silentShare()).isBetween(0.0, 0.5);
        });
        assertThat(logits(out)).hasSize(320).doesNotContain(Float.NaN);
    }

    @Test
    void tiedHeadsStayFloatsAndTransformersRun() {
        Path model = random(CheckpointShape.TINY_QWEN2);
        Path out = folder.resolve("out");
        QuantizationReport report = quantizer(model, QuantizationOptions.CHANNEL, new SpikesPerChannel.Fixed(3))
                .write(out, false);
        assertThat(report.head()).isEmpty();
        assertThat(logits(out)).hasSize(311).doesNotContain(Float.NaN);
    }

    @Test
    void anErrorBudgetChoosesTheSmallestSpikesWithinIt() {
        Path model = random(CheckpointShape.TINY_LLAMA);
        Path out = folder.resolve("out");
        Path again = folder.resolve("again");
        double loose = quantizer(model, 4, new SpikesPerChannel.WithinError(0.5))
                .write(out, false)
                .layers()
                .getFirst()
                .k();
        QuantizationReport.Layer tight = quantizer(model, 4, new SpikesPerChannel.WithinError(0.15))
                .write(again, false)
                .layers()
                .getFirst();
        assertThat(loose).isLessThan(tight.k());
        assertThat(tight.measured().orElseThrow().largestScales()).isLessThanOrEqualTo(0.15);
    }

    @Test
    void officialScalesStayWhereAByteIsEnough() {
        Path model = Fixtures.W8ASPIKE.directory();
        Path out = folder.resolve("out");
        QuantizationReport report =
                quantizer(model, 128, new SpikesPerChannel.Fixed(3)).write(out, false);
        String name = "model.layers.0.attn.q_proj";
        try (Checkpoint before = Checkpoint.open(model);
                Checkpoint after = Checkpoint.open(out);
                Arena arena = Arena.ofShared()) {
            Int8Matrix official = Int8Rounding.round(
                    before.tensor(name + ".weight"), before.tensor(name + WeightFormat.ROUNDING_SCALES), arena);
            float[] scales = after.tensor(name + ".scales").toFloats();
            float[] codes = after.tensor(name + ".codes").toFloats();
            int kept = 0;
            for (int o = 0; o < official.out(); o++) {
                if (scales[o] == official.scales().value(o)) {
                    kept++;
                    for (int i = 0; i < official.in(); i++) {
                        assertThat((double) codes[i * official.out() + o])
                                .isEqualTo(official.codes().value((long) i * official.out() + o));
                        assertThat(official.excess().at(i, o)).isZero();
                    }
                }
            }
            assertThat(kept).isPositive();
            assertThat(official.out() - kept).isLessThanOrEqualTo((int) report.tooSmallScales());
        }
        assertThat(logits(out)).doesNotContain(Float.NaN);
    }

    @Test
    void refusesGroupsThatDoNotDivide() {
        assertRefused(
                random(CheckpointShape.TINY_LLAMA),
                128,
                "204 inputs are no whole groups of 128",
                "all linears: 1, 2, 3, 4, 6, 12");
    }

    @Test
    void refusesQuantizedModels() {
        Path out = folder.resolve("out");
        quantizer(random(CheckpointShape.TINY_LLAMA), 4, new SpikesPerChannel.Fixed(3))
                .write(out, false);
        assertRefused(out, 4, "is quantised already");
    }

    @Test
    void replacesOnlyModelsAndOnlyWhereAsked() throws IOException {
        Path model = random(CheckpointShape.TINY_LLAMA);
        Path out = Files.createDirectory(folder.resolve("out"));
        Quantizer quantizer = quantizer(model, 4, new SpikesPerChannel.Fixed(3));
        assertThatThrownBy(() -> quantizer.write(out, false)).hasMessageContaining("--force");
        assertThatThrownBy(() -> quantizer.write(out, true)).hasMessageContaining("has no config.json");
        assertThatThrownBy(() -> quantizer.write(model, true)).hasMessageContaining("which is read");
        assertThatThrownBy(() -> quantizer.write(folder, true)).hasMessageContaining("which is read");
        Files.writeString(out.resolve("config.json"), "{}");
        quantizer(model, 4, new SpikesPerChannel.Fixed(3)).write(out, true);
        assertThat(out.resolve("model.safetensors")).exists();
        assertNothingHalfMade();
    }

    @Test
    void leavesNothingWhereItIsEnded() throws IOException {
        Path model = random(CheckpointShape.TINY_GLA_SWA);
        Quantizer quantizer = new Quantizer(
                model,
                new QuantizationOptions(4, new SpikesPerChannel.Fixed(3)),
                Optional.of(TEXTS),
                backend,
                (done, _) -> {
                    if (done == 10) {
                        throw new IllegalStateException("ended");
                    }
                });
        assertThatThrownBy(() -> quantizer.write(folder.resolve("out"), false)).hasMessage("ended");
        assertThat(folder.resolve("out")).doesNotExist();
        assertNothingHalfMade();
    }

    @Test
    void unsoundRequestsAreRefused() {
        assertThatThrownBy(() -> CalibrationTexts.of(new int[0], 10, 10)).hasMessageContaining("no tokens");
        assertThatThrownBy(() -> new SpikesPerChannel.Fixed(0)).hasMessageContaining("k: expected a positive");
        assertThatThrownBy(() -> new SpikesPerChannel.Fixed(1e-50)).hasMessageContaining("found 1.0E-50");
        assertThatThrownBy(() -> new SpikesPerChannel.WithinError(-1)).hasMessageContaining("found -1.0");
        QuantizationOptions options = new QuantizationOptions(4, new SpikesPerChannel.WithinError(0.1));
        assertThatThrownBy(() -> new Quantizer(folder, options, Optional.empty(), backend, QuantizationListener.NONE))
                .isInstanceOf(SpikingBrainException.class)
                .hasMessageContaining("give one for calibration");
    }

    private void assertRefused(Path model, int group, String... words) {
        Quantizer quantizer = quantizer(model, group, new SpikesPerChannel.Fixed(3));
        assertThatThrownBy(() -> quantizer.write(folder.resolve("refused"), false))
                .isInstanceOf(SpikingBrainException.class)
                .hasMessageContainingAll(words);
        assertThat(folder.resolve("refused")).doesNotExist();
    }

    @Test
    void halfMatricesAreTheNearestBf16AndVectorsStay() {
        Path model = random(CheckpointShape.TINY_GLA_SWA);
        Path out = folder.resolve("half");
        QuantizationOptions options = new QuantizationOptions(4, new SpikesPerChannel.Fixed(3), true);
        new Quantizer(model, options, Optional.of(TEXTS), backend, QuantizationListener.NONE).write(out, false);
        try (Checkpoint before = Checkpoint.open(model);
                Checkpoint after = Checkpoint.open(out)) {
            HostTensor embedding = after.tensor("model.embeddings.weight");
            assertThat(embedding.dataType()).isEqualTo(DataType.BF16);
            double[] exact = before.tensor("model.embeddings.weight").toDoubles();
            for (int i = 0; i < exact.length; i++) {
                assertThat(Math.abs(embedding.value(i) - exact[i])).isLessThanOrEqualTo(Math.abs(exact[i]) / 256);
            }
            assertThat(after.tensor("model.norm.weight").dataType()).isEqualTo(DataType.F32);
        }
        assertThat(logits(out)).doesNotContain(Float.NaN);
    }

    private void assertNothingHalfMade() throws IOException {
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).noneMatch(path -> path.getFileName().toString().contains("tmp"));
        }
    }

    private Path random(CheckpointShape shape) {
        return RandomCheckpoint.of(shape, DataType.F32, 5).write(folder.resolve("model"));
    }

    private Quantizer quantizer(Path model, int group, SpikesPerChannel k) {
        return new Quantizer(
                model, new QuantizationOptions(group, k), Optional.of(TEXTS), backend, QuantizationListener.NONE);
    }

    private float[] logits(Path model) {
        try (LanguageModel loaded = LanguageModel.load(Checkpoint.open(model), backend, ModelOptions.DEFAULT);
                SequenceState state = loaded.newState()) {
            return loaded.forward(new int[] {5, 9, 200, 31}, state, LogitsWanted.LAST)
                    .values();
        }
    }
}
