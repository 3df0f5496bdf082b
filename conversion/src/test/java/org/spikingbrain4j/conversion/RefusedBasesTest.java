package org.spikingbrain4j.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.SpikingBrainException;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.Fixtures;
import org.spikingbrain4j.testkit.RandomCheckpoint;

/** What cannot be converted is named on one line, and nothing is left of the attempt. */
class RefusedBasesTest {
    private final Backend backend = new ReferenceBackend();

    @TempDir
    private Path folder;

    @AfterEach
    void nothingIsLeft() throws IOException {
        assertThat(folder.resolve("out")).doesNotExist();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).noneMatch(path -> path.getFileName().toString().contains("tmp"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"attention_bias\": true         | field attention_bias: gla_swa has no bias for o_proj",
                "\"mlp_bias\": true               | field mlp_bias: gla_swa has no biases there",
                "\"head_dim\": 8                  | field head_dim: expected hidden_size / num_attention_heads = 96 / 6, found 8",
                "\"rope_scaling\": {\"type\": \"linear\", \"factor\": 2} | field rope_scaling: gla_swa has plain rotary frequencies only",
            })
    void fieldsThatTheLayoutDoesNotHold(String field, String message) {
        Path base = Bases.llama(folder, DataType.F32);
        Bases.configure(base, "\\{", "{" + field + ",");
        refused(base, ConversionOptions.DEFAULT, message);
    }

    @Test
    void otherModels() {
        refused(
                Fixtures.GLA_SWA_F32.directory(),
                ConversionOptions.DEFAULT,
                "field model_type: gla_swa is converted already");
        Path base = Bases.llama(folder, DataType.F32);
        Bases.configure(base, "\"llama\"", "\"gpt2\"");
        refused(base, ConversionOptions.DEFAULT, "field model_type: \"gpt2\" is unknown");
    }

    @Test
    void weightsThatAreNoFloats() {
        Path integers =
                RandomCheckpoint.of(CheckpointShape.TINY_QWEN2, DataType.I8, 1).write(folder.resolve("int8"));
        refused(integers, ConversionOptions.DEFAULT, "its weights are quantised (INT8)");
        Path doubles = Bases.llama(folder, DataType.F32);
        Bases.rewrite(
                doubles,
                tensors -> Stream.concat(
                                tensors.stream().filter(tensor -> !tensor.name().equals("model.norm.weight")),
                                Stream.of(HostTensor.of("model.norm.weight", Shape.of(96), new double[96])))
                        .toList());
        refused(doubles, ConversionOptions.DEFAULT, "tensor model.norm.weight: expected F32, F16 or BF16, found F64");
    }

    @Test
    void tensorsThatAreUnknownOrMissing() {
        Path base = Bases.llama(folder, DataType.F32);
        Bases.rewrite(
                base,
                tensors -> Stream.concat(
                                tensors.stream(), Stream.of(HostTensor.of("model.extra", Shape.of(1), new float[1])))
                        .toList());
        refused(base, ConversionOptions.DEFAULT, "tensor model.extra is not part of model_type");
        Bases.rewrite(base, tensors -> tensors.subList(0, 3));
        refused(base, ConversionOptions.DEFAULT, "tensor \"model.layers.0.input_layernorm.weight\" is missing");
    }

    @Test
    void valuesThatDoNotFitTheType() {
        Path base = Bases.llama(folder, DataType.F32);
        Bases.rewrite(
                base,
                tensors -> Stream.concat(
                                tensors.stream().filter(tensor -> !tensor.name().equals("model.norm.weight")),
                                Stream.of(HostTensor.of("model.norm.weight", Shape.of(96), filled(Float.MAX_VALUE))))
                        .toList());
        refused(
                base,
                ConversionOptions.DEFAULT.withWeightType(WeightType.BF16),
                "tensor model.norm.weight: 3.4028235E38 is too large for BF16");
    }

    private static float[] filled(float value) {
        float[] values = new float[96];
        Arrays.fill(values, value);
        return values;
    }

    @Test
    void attentionThatHasNoSize() {
        Path base = Bases.llama(folder, DataType.F32);
        Bases.rewrite(
                base,
                tensors -> tensors.stream()
                        .map(tensor -> tensor.name().equals("model.layers.0.self_attn.v_proj.weight")
                                ? HostTensor.of(tensor.name(), tensor.shape(), new float[(int) tensor.elements()])
                                : tensor)
                        .toList());
        Converter converter = new Converter(
                base, ConversionOptions.DEFAULT, Optional.of(Bases.texts()), backend, ConversionListener.NONE);
        assertThatThrownBy(() -> converter.write(folder.resolve("out"), false))
                .hasMessageContaining(
                        "layer 0: expected attention outputs of a finite size above 0 on the text, found 0.0");
    }

    @Test
    void optionsThatDoNotFit() {
        Path base = Bases.llama(folder, DataType.F32);
        ConversionOptions options = ConversionOptions.DEFAULT;
        refused(base, listed(1, 3), "expected layers from 0 to 2, found 3");
        refused(base, listed(-1), "found -1");
        refused(
                base,
                options.withLayout(ConversionLayout.GlaSwa.DEFAULT.withGateRank(97)),
                "gate rank: expected 1 to 96, the hidden size, found 97");
        assertThatThrownBy(() -> ConversionLayout.GlaSwa.DEFAULT.withGateRank(0))
                .hasMessage("gate rank: expected at least 1, found 0");
        assertThatThrownBy(() -> options.withWindow(0))
                .hasMessageContaining("window: expected 1 to 2147483646 keys, found 0");
        assertThatThrownBy(() -> options.withWindow(Integer.MAX_VALUE)).hasMessageContaining("found 2147483647");
        assertThatThrownBy(() -> ConversionLayout.GlaSwa.DEFAULT.withFeatureBias(Double.NaN))
                .hasMessageContaining("feature bias");
        assertThat(ConversionOptions.defaultWindow(512)).isEqualTo(128);
        assertThat(ConversionOptions.defaultWindow(3)).isEqualTo(1);
        assertThat(ConversionOptions.defaultWindow(1 << 20)).isEqualTo(4096);
    }

    @Test
    void mixturesThatDoNotFit() {
        Path base = Bases.llama(folder, DataType.F32);
        ConversionLayout.GlaSwaMoe mixture = ConversionLayout.GlaSwaMoe.DEFAULT;
        LayerChoice listed = new LayerChoice.Listed("--dense-layers", new TreeSet<>(List.of(0, 3)));
        ConversionOptions options = ConversionOptions.DEFAULT;
        refused(
                base,
                options.withLayout(mixture.withDense(listed)),
                "--dense-layers: expected layers from 0 to 2, found 3");
        refused(base, options.withLayout(mixture.withFullAttention(listed)), "expected layers from 0 to 2, found 3");
        assertThatThrownBy(() -> mixture.withExperts(0, 1, 1)).hasMessage("experts: expected 1 to 4096, found 0");
        assertThatThrownBy(() -> mixture.withExperts(4, 5, 1)).hasMessage("active experts: expected 1 to 4, found 5");
        assertThatThrownBy(() -> mixture.withExperts(4, 0, 1)).hasMessage("active experts: expected 1 to 4, found 0");
        assertThatThrownBy(() -> mixture.withExperts(4, 1, 2)).hasMessage("shared experts: expected 0 to 1, found 2");
        assertThatThrownBy(() -> mixture.withExperts(4, 1, -1)).hasMessage("shared experts: expected 0 to 1, found -1");
        assertThatThrownBy(() -> mixture.withSinks(-1)).hasMessage("sink tokens: expected 0 to 4096, found -1");
        Bases.configure(base, "\\{", "{\"mlp_bias\": true,");
        refused(base, options.withLayout(mixture), "field mlp_bias: gla_swa_moe has no biases there");
    }

    @Test
    void targetsThatAreThere() throws IOException {
        Path base = Bases.llama(folder, DataType.F32);
        Path there = Files.createDirectory(folder.resolve("there"));
        Converter converter =
                new Converter(base, ConversionOptions.DEFAULT, Optional.empty(), backend, ConversionListener.NONE);
        assertThatThrownBy(() -> converter.write(there, false)).hasMessageContaining("--force");
        assertThatThrownBy(() -> converter.write(there, true)).hasMessageContaining("has no config.json");
        assertThatThrownBy(() -> converter.write(base, true)).hasMessageContaining("which is read");
        Files.writeString(there.resolve("config.json"), "{}");
        converter.write(there, true);
        assertThat(there.resolve("model.safetensors")).exists();
    }

    @Test
    void workThatIsEnded() {
        Path base = Bases.llama(folder, DataType.F32);
        ConversionListener ending = new ConversionListener() {
            @Override
            public void tensorsWritten(int done, int total) {
                if (done == 5) {
                    throw new IllegalStateException("ended");
                }
            }
        };
        Converter converter = new Converter(base, ConversionOptions.DEFAULT, Optional.empty(), backend, ending);
        assertThatThrownBy(() -> converter.write(folder.resolve("out"), false)).hasMessage("ended");
    }

    private static ConversionOptions listed(Integer... layers) {
        LayerChoice windows = new LayerChoice.Listed("window layers", new TreeSet<>(List.of(layers)));
        return ConversionOptions.DEFAULT.withLayout(Bases.windows(windows));
    }

    private void refused(Path base, ConversionOptions options, String message) {
        Converter converter = new Converter(base, options, Optional.empty(), backend, ConversionListener.NONE);
        assertThatThrownBy(() -> converter.write(folder.resolve("out"), false))
                .isInstanceOf(SpikingBrainException.class)
                .hasMessageContaining(message)
                .satisfies(refusal -> assertThat(refusal.getMessage().lines()).hasSize(1));
    }
}
