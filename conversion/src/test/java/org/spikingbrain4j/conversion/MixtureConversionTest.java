package org.spikingbrain4j.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.GlaSwaMoeConfig;
import org.spikingbrain4j.cpu.CpuBackend;
import org.spikingbrain4j.cpu.CpuOptions;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.operators.Shape;

/** Every tensor of a model with experts, and where it comes from. */
class MixtureConversionTest {
    private static final ConversionLayout.GlaSwaMoe MIXTURE =
            ConversionLayout.GlaSwaMoe.DEFAULT.withExperts(4, 1, 1).withSinks(5);

    private final Backend backend = new ReferenceBackend();

    @TempDir
    private Path folder;

    @Test
    void everyTensorOfTheBaseIsUsed() {
        for (Path base : List.of(Bases.llama(folder, DataType.F32), Bases.qwen2(folder, DataType.BF16))) {
            Path out = folder.resolve("of-" + base.getFileName());
            ConversionReport report = convert(base, out, MIXTURE);
            try (Checkpoint before = Checkpoint.open(base);
                    Checkpoint after = Checkpoint.open(out)) {
                TreeSet<String> unused = new TreeSet<>(before.tensorNames());
                after.tensorNames().forEach(name -> unused.remove(assertOrigin(name, before, after)));
                assertThat(unused).isEmpty();
                assertThat(report.config()).isEqualTo(after.config());
                assertThat(report.bytesAfter()).isEqualTo(after.bytes());
                assertThat(report.tensors().tensors())
                        .isEqualTo(after.tensorNames().size());
            }
            assertThat(report.origins().get(TensorOrigin.SCALED).tensors()).isEqualTo(2 * 5 * 3);
            assertThat(report.upcycled()).isEmpty();
        }
    }

    /** The table of docs/conversion.md, written down once more; the tensor of the base that it is made of. */
    private static String assertOrigin(String name, Checkpoint before, Checkpoint after) {
        HostTensor tensor = after.tensor(name);
        String from = name.replaceAll("\\.attn\\.(linear|softmax)\\.", ".self_attn.")
                .replaceAll("\\.moe\\.(experts\\.\\d+|shared)\\.", ".mlp.")
                .replace("model.embeddings.", "model.embed_tokens.")
                .replace(".attn_norm.", ".input_layernorm.")
                .replace(".mlp_norm.", ".post_attention_layernorm.");
        if (name.contains(".moe.") && !name.contains("router")) {
            float[] expected = before.tensor(from).toFloats();
            for (int i = 0; i < expected.length; i++) {
                expected[i] = (float) (expected[i] * Math.cbrt(1 / 1.25));
            }
            // BF16 has 8 bits of precision.
            double tolerance = tensor.dataType() == DataType.BF16 ? 1.0 / 256 : 0;
            assertThat(worst(tensor.toFloats(), expected)).as(name).isLessThanOrEqualTo(tolerance);
        } else if (before.contains(from)) {
            assertThat(bytes(tensor)).as(name).isEqualTo(bytes(before.tensor(from)));
        } else if (name.equals("lm_head.weight")) {
            assertThat(bytes(tensor)).isEqualTo(bytes(before.tensor("model.embed_tokens.weight")));
        } else if (name.endsWith("_proj.bias")) {
            assertThat(tensor.toFloats()).as(name).containsOnly(0);
        } else if (name.endsWith("norm.weight")) {
            assertThat(tensor.toFloats()).as(name).containsOnly(1);
        } else if (name.endsWith(".attn.mix")) {
            assertThat(tensor.toFloats()).containsExactly(0.5f, 0.5f);
        } else {
            assertThat(name).matches("model\\.(sink_embeddings|layers\\.[12]\\.moe\\.router\\.weight)");
        }
        return from;
    }

    /** The largest difference, relative to what is expected. */
    private static double worst(float[] values, float[] expected) {
        assertThat(values).hasSameSizeAs(expected);
        return IntStream.range(0, values.length)
                .mapToDouble(i -> Math.abs(values[i] - expected[i]) / Math.max(Math.abs(expected[i]), 1e-30))
                .max()
                .orElseThrow();
    }

    private static byte[] bytes(HostTensor tensor) {
        return tensor.data().toArray(ValueLayout.JAVA_BYTE);
    }

    @Test
    void theConfigIsThatOfTheBaseWithMixtures() {
        GlaSwaMoeConfig config =
                (GlaSwaMoeConfig) convert(Bases.llama(folder, DataType.F32), folder.resolve("out"), MIXTURE)
                        .config();
        assertThat(config.fullAttentionLayers()).containsExactly(2);
        assertThat(config.denseLayers()).containsExactly(0);
        assertThat(List.of(config.experts(), config.activeExperts(), config.sharedExperts(), config.sinkTokens()))
                .containsExactly(4, 1, 1, 5);
        assertThat(config.slidingWindow()).isEqualTo(4096);
        assertThat(config.routerLossWeight()).isEqualTo(0.01);
    }

    /** The report's lists at its depth, the rules of docs/conversion.md at others. */
    @Test
    void layersOfAnyDepth() {
        assertThat(LayerChoice.Rule.DENSE_OF_76B.among(28)).containsExactly(0, 1, 2, 4, 6, 8, 10);
        assertThat(LayerChoice.Rule.EVERY_SEVENTH.among(28)).containsExactly(6, 13, 20, 27);
        assertThat(LayerChoice.Rule.DENSE_OF_76B.among(12)).containsExactly(0, 1, 2);
        assertThat(LayerChoice.Rule.EVERY_SEVENTH.among(12)).containsExactly(5, 11);
        assertThat(LayerChoice.Rule.DENSE_OF_76B.among(5)).containsExactly(0);
        assertThat(LayerChoice.Rule.EVERY_SEVENTH.among(5)).containsExactly(4);
        assertThat(LayerChoice.Rule.EVERY_SEVENTH.among(1)).containsExactly(0);
        for (int layers = 1; layers < 200; layers++) {
            assertThat(LayerChoice.Rule.EVERY_SEVENTH.among(layers))
                    .hasSize((int) Math.max(1, Math.round(layers / 7.0)))
                    .contains(layers - 1);
        }
    }

    @Test
    void sinksBeginNearTheTokenThatBeginsTexts() {
        Path base = Bases.llama(folder, DataType.F32);
        assertSinks(base, embedding -> embedding[1]);
        Bases.configure(base, "\"bos_token_id\" ?: ?\\d+", "\"bos_token_id\": null");
        assertSinks(base, embedding -> embedding[2]);
        Bases.configure(base, "\"eos_token_id\" ?: ?\\d+", "\"eos_token_id\": null");
        assertSinks(base, MixtureConversionTest::mean);
    }

    /** In a column: of mean and deviation. */
    private void assertSinks(Path base, ToDoubleFunction<double[]> centre) {
        Path out = folder.resolve("sinks");
        convert(base, out, MIXTURE.withSinks(2000));
        try (Checkpoint before = Checkpoint.open(base);
                Checkpoint after = Checkpoint.open(out)) {
            HostTensor sinks = after.tensor("model.sink_embeddings");
            assertThat(sinks.shape()).isEqualTo(Shape.of(2000, 96));
            double[] tokens = column(before.tensor("model.embed_tokens.weight"), 7);
            double[] made = column(sinks, 7);
            double expected = 0.05 * deviation(tokens);
            assertThat(mean(made)).isCloseTo(centre.applyAsDouble(tokens), within(4 * expected / Math.sqrt(2000)));
            assertThat(deviation(made)).isCloseTo(expected, within(0.1 * expected));
        }
    }

    @Test
    void routersPreferNobody() {
        convert(Bases.llama(folder, DataType.F32), folder.resolve("out"), MIXTURE.withExperts(64, 2, 0));
        try (Checkpoint after = Checkpoint.open(folder.resolve("out"))) {
            double[] router = after.tensor("model.layers.1.moe.router.weight").toDoubles();
            assertThat(router).hasSize(64 * 96);
            assertThat(deviation(router)).isCloseTo(0.1 / Math.sqrt(96), withinPercentage(5));
            assertThat(after.tensor("model.layers.2.moe.router.weight").toDoubles())
                    .isNotEqualTo(router);
        }
    }

    private static double[] column(HostTensor matrix, int column) {
        double[] values = matrix.toDoubles();
        int columns = (int) matrix.shape().dimension(1);
        return IntStream.range(0, values.length / columns)
                .mapToDouble(row -> values[row * columns + column])
                .toArray();
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double deviation(double[] values) {
        double mean = mean(values);
        return Math.sqrt(
                mean(Arrays.stream(values).map(x -> (x - mean) * (x - mean)).toArray()));
    }

    @ParameterizedTest
    @CsvSource({"1,1,0,0", "1,1,1,3", "4,2,0,5", "3,3,1,0", "16,1,1,128"})
    void theResultRunsOnBothBackEnds(int experts, int active, int shared, int sinks) {
        ConversionLayout layout = MIXTURE.withExperts(experts, active, shared).withSinks(sinks);
        Path out = folder.resolve("out");
        int[] tokens = new Random(4).ints(33, 0, 300).toArray();
        convert(Bases.qwen2(folder, DataType.F32), out, layout);
        float[] expected = Bases.logits(out, backend, tokens);
        try (Backend cpu = CpuBackend.create(CpuOptions.builder().threads(2).build())) {
            float[] logits = Bases.logits(out, cpu, tokens);
            for (int i = 0; i < logits.length; i++) {
                assertThat(logits[i]).isCloseTo(expected[i], within(1e-3f));
            }
        }
    }

    /** Which the 7B's layout has no place for. */
    @Test
    void aHeadDimensionOfItsOwnIsKept() {
        Path base = Bases.llama(folder, DataType.F32);
        Bases.rewrite(
                base,
                tensors ->
                        tensors.stream().map(MixtureConversionTest::halfHeads).toList());
        Bases.configure(base, "\\{", "{\"head_dim\": 8,");
        Path out = folder.resolve("out");
        assertThat(convert(base, out, MIXTURE).config().heads()).isEqualTo(new AttentionHeads(6, 2, 8));
        for (float logit : Bases.logits(out, backend, 1, 2, 3)) {
            assertThat(logit).isFinite();
        }
    }

    private static HostTensor halfHeads(HostTensor tensor) {
        if (!tensor.name().contains(".self_attn.")) {
            return tensor;
        }
        boolean output = tensor.name().contains("o_proj");
        int columns = (int) tensor.shape().dimension(1);
        int rows = (int) tensor.shape().dimension(0) / (output ? 1 : 2);
        int kept = columns / (output ? 2 : 1);
        float[] values = new float[rows * kept];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(tensor.toFloats(), row * columns, values, row * kept, kept);
        }
        return HostTensor.of(tensor.name(), Shape.of(rows, kept), values);
    }

    @Test
    void linearAttentionBeginsWithTheShareAskedFor() {
        Path out = folder.resolve("out");
        convert(Bases.llama(folder, DataType.F32), out, MIXTURE.withLinearShare(0.25));
        assertThat(values(out, "model.layers.1.attn.mix")).containsExactly(0.25f, 0.75f);
        for (double share : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> MIXTURE.withLinearShare(share))
                    .isInstanceOf(ConversionException.class)
                    .hasMessageContaining("linear share: expected 0 to 1, found " + share);
        }
    }

    @Test
    void theSameBytesForTheSameSeed() {
        Path base = Bases.llama(folder, DataType.BF16);
        Converter converter = converter(base, MIXTURE, 42);
        converter.write(folder.resolve("a"), false);
        converter.write(folder.resolve("b"), false);
        converter(base, MIXTURE, 43).write(folder.resolve("c"), false);
        assertThat(folder.resolve("b/model.safetensors")).hasSameBinaryContentAs(folder.resolve("a/model.safetensors"));
        Map<String, Path> changed = Map.of("a", folder.resolve("a"), "c", folder.resolve("c"));
        for (String name : List.of("model.sink_embeddings", "model.layers.1.moe.router.weight")) {
            assertThat(values(changed.get("c"), name)).isNotEqualTo(values(changed.get("a"), name));
        }
        assertThat(values(changed.get("c"), "model.layers.1.moe.experts.3.up_proj.weight"))
                .isEqualTo(values(changed.get("a"), "model.layers.1.moe.experts.3.up_proj.weight"));
    }

    private static float[] values(Path model, String tensor) {
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            return checkpoint.tensor(tensor).toFloats();
        }
    }

    private Converter converter(Path base, ConversionLayout layout, long seed) {
        ConversionOptions options = ConversionOptions.DEFAULT.withLayout(layout).withSeed(seed);
        return new Converter(base, options, Optional.of(Bases.texts()), backend, ConversionListener.NONE);
    }

    private ConversionReport convert(Path base, Path out, ConversionLayout layout) {
        ConversionOptions options = ConversionOptions.DEFAULT.withLayout(layout);
        return new Converter(base, options, Optional.empty(), backend, ConversionListener.NONE).write(out, true);
    }
}
