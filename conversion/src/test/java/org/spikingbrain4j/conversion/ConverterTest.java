package org.spikingbrain4j.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.GlaSwaConfig;
import org.spikingbrain4j.checkpoint.ModelConfig;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.operators.Shape;

/** Every tensor of the new model, and where it comes from. */
class ConverterTest {
    private static final Map<String, String> NAMES = Map.of(
            "model.embeddings.", "model.embed_tokens.",
            ".attn_norm.", ".input_layernorm.",
            ".mlp_norm.", ".post_attention_layernorm.",
            ".attn.", ".self_attn.");

    private final Backend backend = new ReferenceBackend();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"F32", "F16", "BF16"})
    void copiesEveryTensorOfALlamaAsItIs(DataType type) {
        ConversionReport report = convert(Bases.llama(folder, type), "out", ConversionOptions.DEFAULT);
        assertThat(report.origins().get(TensorOrigin.COPIED).tensors()).isEqualTo(2 + 1 + 3 * 9);
        assertThat(report.origins()).doesNotContainKey(TensorOrigin.COPIED_EMBEDDING);
        assertThat(report.origins().get(TensorOrigin.ZEROS)).isEqualTo(new ConversionReport.Tally(5, 96 + 4 * 32));
        assertThat(report.origins().get(TensorOrigin.RAISED)).isEqualTo(new ConversionReport.Tally(4, 2 * (96 + 32)));
        assertThat(report.origins().get(TensorOrigin.NEW))
                .isEqualTo(new ConversionReport.Tally(8, 2 * (16 + 16 * 96 + 32 * 16 + 32)));
        assertOrigins(folder.resolve("llama-" + type), folder.resolve("out"), report);
    }

    @Test
    void copiesBiasesAndTheTiedHeadOfAQwen2() {
        Path base = Bases.qwen2(folder, DataType.F32);
        ConversionReport report = convert(base, "out", ConversionOptions.DEFAULT);
        assertThat(report.origins()).doesNotContainKey(TensorOrigin.ZEROS);
        assertThat(report.origins().get(TensorOrigin.COPIED_EMBEDDING))
                .isEqualTo(new ConversionReport.Tally(1, 311 * 112));
        assertOrigins(base, folder.resolve("out"), report);
        try (Checkpoint before = Checkpoint.open(base);
                Checkpoint after = Checkpoint.open(folder.resolve("out"))) {
            float[] bias = before.tensor("model.layers.2.self_attn.k_proj.bias").toFloats();
            float[] raised = after.tensor("model.layers.2.attn.k_proj.bias").toFloats();
            for (int i = 0; i < bias.length; i++) {
                assertThat(raised[i]).isEqualTo((float) (bias[i] + 0.3));
            }
            assertThat(after.config().tiedEmbeddings()).isFalse();
        }
    }

    @Test
    void copiesStories() {
        Optional<Path> stories = Bases.stories();
        assumeTrue(stories.isPresent(), "skipped: no stories260K beside the project");
        ConversionReport report = convert(stories.orElseThrow(), "out", ConversionOptions.DEFAULT);
        assertOrigins(stories.orElseThrow(), folder.resolve("out"), report);
        assertThat(report.tensors().parameters()).isEqualTo(298_168);
        assertThat(folder.resolve("out").resolve("tokenizer.json")).exists();
        assertThat(glaSwa(report).slidingWindow()).isEqualTo(128);
    }

    /** Values and shapes by the table of docs/conversion.md, written down once more. */
    private static void assertOrigins(Path base, Path out, ConversionReport report) {
        try (Checkpoint before = Checkpoint.open(base);
                Checkpoint after = Checkpoint.open(out)) {
            TreeSet<String> unused = new TreeSet<>(before.tensorNames());
            for (String name : after.tensorNames()) {
                HostTensor tensor = after.tensor(name);
                String from = origin(name);
                boolean gla = name.matches("model\\.layers\\.[02468]\\..*");
                if (gla && name.matches(".*[qk]_proj\\.bias")) {
                    unused.remove(from);
                } else if (before.contains(from)) {
                    assertThat(bytes(tensor)).as(name).isEqualTo(bytes(before.tensor(from)));
                    assertThat(tensor.shape()).isEqualTo(before.tensor(from).shape());
                    unused.remove(from);
                } else if (name.equals("lm_head.weight")) {
                    assertThat(bytes(tensor)).isEqualTo(bytes(before.tensor("model.embed_tokens.weight")));
                } else if (name.endsWith("_proj.bias")) {
                    assertThat(tensor.toFloats()).as(name).containsOnly(0);
                } else {
                    assertThat(name)
                            .matches("model\\.layers\\.[02468]\\.attn\\.(g_norm|gk_proj\\.[01])\\.(weight|bias)");
                }
                assertThat(tensor.dataType())
                        .isEqualTo(before.tensor("model.norm.weight").dataType());
            }
            assertThat(unused).isEmpty();
            assertThat(report.bytesBefore()).isEqualTo(before.bytes());
            assertThat(report.bytesAfter()).isEqualTo(after.bytes());
            assertThat(report.tensors().tensors()).isEqualTo(after.tensorNames().size());
            assertThat(report.config()).isEqualTo(after.config());
        }
    }

    private static String origin(String name) {
        String from = name;
        for (Map.Entry<String, String> change : NAMES.entrySet()) {
            from = from.replace(change.getKey(), change.getValue());
        }
        return from;
    }

    private static byte[] bytes(HostTensor tensor) {
        return tensor.data().toArray(ValueLayout.JAVA_BYTE);
    }

    @Test
    void newWeightsAreSmallAndOfTheirSize() {
        convert(
                Bases.llama(folder, DataType.F32),
                "out",
                ConversionOptions.DEFAULT.withLayout(ConversionLayout.GlaSwa.DEFAULT.withGateRank(8)));
        try (Checkpoint after = Checkpoint.open(folder.resolve("out"))) {
            String gate = "model.layers.0.attn.gk_proj.";
            HostTensor first = after.tensor(gate + "0.weight");
            HostTensor second = after.tensor(gate + "1.weight");
            assertThat(first.shape()).isEqualTo(Shape.of(8, 96));
            assertThat(second.shape()).isEqualTo(Shape.of(32, 8));
            assertThat(deviation(first)).isBetween(0.9 / Math.sqrt(96), 1.1 / Math.sqrt(96));
            assertThat(deviation(second)).isBetween(0.017, 0.023);
            assertThat(after.tensor(gate + "1.bias").toFloats()).hasSize(32).containsOnly(0);
            assertThat(after.tensor("model.layers.0.attn.g_norm.weight").toFloats())
                    .hasSize(16)
                    .containsOnly(1);
            assertThat(after.tensor("model.layers.0.attn.q_proj.bias").toFloats())
                    .containsOnly(0.3f);
            assertThat(after.tensor("model.layers.0.attn.v_proj.bias").toFloats())
                    .containsOnly(0);
            assertThat(after.tensor("model.layers.1.attn.q_proj.bias").toFloats())
                    .containsOnly(0);
        }
    }

    private static double deviation(HostTensor tensor) {
        double squares = Arrays.stream(tensor.toDoubles()).map(x -> x * x).sum();
        return Math.sqrt(squares / tensor.elements());
    }

    @Test
    void theConfigIsThatOfTheBaseWithWindows() {
        Path base = Bases.qwen2(folder, DataType.BF16);
        ModelConfig before;
        try (Checkpoint checkpoint = Checkpoint.open(base)) {
            before = checkpoint.config();
        }
        GlaSwaConfig config = glaSwa(convert(base, "out", ConversionOptions.DEFAULT));
        assertThat(config.heads()).isEqualTo(before.heads());
        assertThat(config.rotary()).isEqualTo(before.rotary());
        assertThat(config.normEpsilon()).isEqualTo(before.normEpsilon());
        assertThat(config.tokens()).isEqualTo(before.tokens());
        assertThat(config.maxPositions()).isEqualTo(131_072);
        assertThat(config.slidingWindow()).isEqualTo(4096);
        assertThat(config.windowLayers()).containsExactly(1);
    }

    @Test
    void layersAreChosen() {
        Path base = Bases.llama(folder, DataType.F32);
        ConversionOptions options = ConversionOptions.DEFAULT.withWindow(7);
        assertThat(glaSwa(convert(base, "a", options.withLayout(Bases.windows(LayerChoice.Rule.ALL))))
                        .windowLayers())
                .containsExactly(0, 1, 2);
        assertThat(glaSwa(convert(base, "b", options.withLayout(Bases.windows(LayerChoice.Rule.NONE))))
                        .windowLayers())
                .isEmpty();
        LayerChoice listed = new LayerChoice.Listed("window layers", new TreeSet<>(List.of(2, 0)));
        ConversionReport report = convert(base, "c", options.withLayout(Bases.windows(listed)));
        assertThat(glaSwa(report).windowLayers()).containsExactly(0, 2);
        assertThat(glaSwa(report).slidingWindow()).isEqualTo(7);
        assertThat(report.layers())
                .extracting(layer -> layer.attention() instanceof ConvertedLayer.Attention.Window)
                .containsExactly(true, false, true);
    }

    @Test
    void theSeedAloneDecidesOnNewWeights() throws IOException {
        Path base = Bases.llama(folder, DataType.F32);
        ConversionOptions options = ConversionOptions.DEFAULT.withSeed(42);
        convert(base, "a", options);
        convert(base, "b", options);
        convert(base, "c", options.withSeed(43));
        convert(base, "d", options.withLayout(Bases.windows(LayerChoice.Rule.NONE)));
        assertThat(folder.resolve("b/model.safetensors")).hasSameBinaryContentAs(folder.resolve("a/model.safetensors"));
        assertThat(Files.readString(folder.resolve("b/config.json")))
                .isEqualTo(Files.readString(folder.resolve("a/config.json")));
        assertThat(gate("c", 2)).isNotEqualTo(gate("a", 2));
        assertThat(gate("d", 2)).isEqualTo(gate("a", 2));
        assertThat(gate("a", 0)).isNotEqualTo(gate("a", 2));
    }

    private float[] gate(String out, int layer) {
        try (Checkpoint checkpoint = Checkpoint.open(folder.resolve(out))) {
            return checkpoint
                    .tensor("model.layers.%d.attn.gk_proj.0.weight".formatted(layer))
                    .toFloats();
        }
    }

    @Test
    void rotaryTablesOfOldExportsAreLeftOut() {
        Path base = Bases.llama(folder, DataType.F32);
        HostTensor table = HostTensor.of("model.layers.0.self_attn.rotary_emb.inv_freq", Shape.of(8), new float[8]);
        Bases.rewrite(
                base,
                tensors -> Stream.concat(tensors.stream(), Stream.of(table)).toList());
        convert(base, "out", ConversionOptions.DEFAULT);
        try (Checkpoint after = Checkpoint.open(folder.resolve("out"))) {
            assertThat(after.tensorNames()).noneMatch(name -> name.contains("rotary"));
        }
    }

    @Test
    void typesCanBeChanged() {
        Path base = Bases.llama(folder, DataType.BF16);
        convert(base, "wide", ConversionOptions.DEFAULT.withWeightType(WeightType.F32));
        convert(folder.resolve("llama-BF16"), "narrow", ConversionOptions.DEFAULT.withWeightType(WeightType.BF16));
        try (Checkpoint before = Checkpoint.open(base);
                Checkpoint wide = Checkpoint.open(folder.resolve("wide"));
                Checkpoint narrow = Checkpoint.open(folder.resolve("narrow"))) {
            assertThat(wide.tensorNames()).allMatch(name -> wide.tensor(name).dataType() == DataType.F32);
            assertThat(narrow.tensorNames())
                    .allMatch(name -> narrow.tensor(name).dataType() == DataType.BF16);
            assertThat(wide.tensor("model.embeddings.weight").toFloats())
                    .isEqualTo(before.tensor("model.embed_tokens.weight").toFloats());
        }
    }

    private static GlaSwaConfig glaSwa(ConversionReport report) {
        return (GlaSwaConfig) report.config();
    }

    private ConversionReport convert(Path base, String out, ConversionOptions options) {
        return new Converter(base, options, Optional.empty(), backend, ConversionListener.NONE)
                .write(folder.resolve(out), false);
    }
}
