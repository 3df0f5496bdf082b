package org.spikingbrain4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.RotaryFrequencies;

class ModelConfigWriterTest {
    @TempDir
    private Path folder;

    @Property(tries = 200)
    void whatIsWrittenIsReadAgain(@ForAll long seed) throws IOException {
        Path written = Files.createTempDirectory("config");
        ModelConfig config = random(new Random(seed));
        try {
            ModelConfigWriter.write(config, DataType.BF16, written);
            assertThat(ModelConfigReader.read(written)).isEqualTo(config);
        } finally {
            Files.delete(written.resolve("config.json"));
            Files.delete(written);
        }
    }

    private static ModelConfig random(Random random) {
        int layers = 1 + random.nextInt(6);
        int kvHeads = 1 + random.nextInt(3);
        AttentionHeads heads =
                new AttentionHeads(kvHeads * (1 + random.nextInt(3)), kvHeads, 2 * (1 + random.nextInt(40)));
        int hidden = random.nextBoolean() ? heads.queryColumns() : heads.queryColumns() + 3;
        int vocabulary = 3 + random.nextInt(1000);
        int intermediate = 1 + random.nextInt(1000);
        double epsilon = random.nextDouble() * 1e-4 + 1e-9;
        RotaryFrequencies rotary = RotaryFrequencies.of(random.nextDouble() * 1e6 + 1, heads.headDim());
        int positions = 1 + random.nextInt(Integer.MAX_VALUE);
        TokenIds tokens = tokens(random, vocabulary);
        Optional<Int8Quantization> quantization = quantization(random, layers);
        if (random.nextInt(3) == 0) {
            int experts = 1 + random.nextInt(16);
            GlaSwaMoeConfigBuilder builder = GlaSwaMoeConfig.builder(heads, rotary, tokens)
                    .vocabularySize(vocabulary)
                    .hiddenSize(hidden)
                    .intermediateSize(intermediate)
                    .layers(layers)
                    .normEpsilon(epsilon)
                    .maxPositions(positions)
                    .slidingWindow(1 + random.nextInt(Integer.MAX_VALUE - 1))
                    .fullAttentionLayers(someLayers(random, layers))
                    .denseLayers(someLayers(random, layers))
                    .experts(experts)
                    .activeExperts(1 + random.nextInt(experts))
                    .sharedExperts(random.nextInt(2))
                    .sinkTokens(random.nextInt(200))
                    .routerLossWeight(random.nextInt(3) * 0.5);
            quantization.ifPresent(builder::quantization);
            return builder.build();
        }
        if (random.nextBoolean()) {
            return new GlaSwaConfig(
                    vocabulary,
                    hidden,
                    intermediate,
                    layers,
                    heads,
                    epsilon,
                    rotary,
                    positions,
                    tokens,
                    1 + random.nextInt(Integer.MAX_VALUE - 1),
                    someLayers(random, layers),
                    1 + random.nextInt(64),
                    1 + random.nextInt(64),
                    quantization);
        }
        boolean llama = random.nextBoolean();
        boolean bias = random.nextBoolean();
        return new TransformerConfig(
                llama ? "llama" : "qwen2",
                vocabulary,
                hidden,
                intermediate,
                layers,
                heads,
                epsilon,
                rotary,
                positions,
                random.nextBoolean(),
                tokens,
                !llama || bias,
                llama && bias,
                llama && random.nextBoolean(),
                quantization);
    }

    private static TokenIds tokens(Random random, int vocabulary) {
        OptionalInt bos = random.nextBoolean() ? OptionalInt.of(random.nextInt(vocabulary)) : OptionalInt.empty();
        TreeSet<Integer> eos = new TreeSet<>();
        random.ints(random.nextInt(3), 0, vocabulary).forEach(eos::add);
        return new TokenIds(bos, eos);
    }

    private static TreeSet<Integer> someLayers(Random random, int layers) {
        TreeSet<Integer> windowLayers = new TreeSet<>();
        random.ints(random.nextInt(layers + 1), 0, layers).forEach(windowLayers::add);
        return windowLayers;
    }

    private static Optional<Int8Quantization> quantization(Random random, int layers) {
        List<Double> k = random.doubles(layers, 0.5, 8).boxed().toList();
        return random.nextBoolean()
                ? Optional.empty()
                : Optional.of(new Int8Quantization(random.nextBoolean() ? 0 : 128, k));
    }

    @Test
    void hasTheOfficialWordsToo() throws IOException {
        ModelConfigWriter.write(glaSwa(RotaryFrequencies.of(1e6, 16)), DataType.F32, folder);
        assertThat(folder.resolve("config.json"))
                .content()
                .contains(
                        "\"GLAswaForCausalLM\"",
                        "\"torch_dtype\" : \"float32\"",
                        "\"use_short_conv\" : false",
                        "\"hidden_act\" : \"swish\"");
    }

    @Test
    void whatTheLayoutHasNoWordsForIsRefused() {
        RotaryFrequencies scaled = new RotaryFrequencies(new double[] {1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.001});
        refused(glaSwa(scaled), "field rope_theta: expected plain rotary frequencies");
        refused(transformer("llama", true, false, false), "field attention_bias: expected biases");
        refused(transformer("qwen2", false, false, false), "field attention_bias:");
        refused(transformer("qwen2", true, false, true), "field mlp_bias: expected false for qwen2");
        refused(transformer("gpt2", true, false, true), "field model_type: expected llama or qwen2, found \"gpt2\"");
        assertThatThrownBy(() -> ModelConfigWriter.write(glaSwa(RotaryFrequencies.of(1e4, 16)), DataType.I8, folder))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFolderThatIsMissingIsNamed() {
        assertThatThrownBy(() -> ModelConfigWriter.write(
                        glaSwa(RotaryFrequencies.of(1e4, 16)), DataType.F32, folder.resolve("missing")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("cannot write the file: no such file or folder");
    }

    private void refused(ModelConfig config, String message) {
        assertThatThrownBy(() -> ModelConfigWriter.write(config, DataType.F32, folder))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    private static GlaSwaConfig glaSwa(RotaryFrequencies rotary) {
        return new GlaSwaConfig(
                320,
                64,
                160,
                2,
                new AttentionHeads(4, 2, 16),
                1e-6,
                rotary,
                512,
                new TokenIds(OptionalInt.empty(), new TreeSet<>()),
                16,
                new TreeSet<>(List.of(1)),
                16,
                16,
                Optional.empty());
    }

    private static TransformerConfig transformer(String type, boolean attention, boolean output, boolean mlp) {
        return new TransformerConfig(
                type,
                320,
                64,
                160,
                2,
                new AttentionHeads(4, 2, 16),
                1e-6,
                RotaryFrequencies.of(1e4, 16),
                512,
                false,
                new TokenIds(OptionalInt.empty(), new TreeSet<>()),
                attention,
                output,
                mlp,
                Optional.empty());
    }
}
