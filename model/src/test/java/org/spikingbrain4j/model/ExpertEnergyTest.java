package org.spikingbrain4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.spiking.EnergyModel;
import org.spikingbrain4j.spiking.EnergyTable;
import org.spikingbrain4j.spiking.Memory;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.MixtureShape;
import org.spikingbrain4j.testkit.RandomCheckpoint;

/** What the dense linears of experts cost: a token pays for its own experts, however many there are and however long the text. */
class ExpertEnergyTest {
    private static final int HIDDEN = 64;
    private static final int INTERMEDIATE = 172;
    private static final int VOCABULARY = 300;
    private static final int LAYERS = 3;
    private static final int MIXTURES = 2;

    @ParameterizedTest(name = "{0} experts, {1} a token, {2} tokens")
    @CsvSource({"1, 1, 90", "4, 1, 90", "4, 1, 2", "8, 1, 90", "4, 2, 90"})
    void aTokenPaysForItsOwn(int experts, int active, int tokens, @TempDir Path folder) {
        SpikeActivity activity = read(checkpoint(experts, active, folder), tokens);
        Map<String, DenseLinear> dense = activity.denseLinears();
        assertThat(dense.keySet())
                .contains("model.layers.1.moe.shared.down_proj", "model.layers.2.moe.router", "lm_head");
        dense.forEach((name, linear) -> {
            if (!name.contains(".experts.")) {
                assertThat(linear.tokens()).as(name).isEqualTo(tokens);
            }
        });
        assertThat(dense.keySet().stream().filter(name -> name.contains(".experts.")))
                .allSatisfy(name -> assertThat(name).endsWith(".down_proj"));
        long passes = dense.entrySet().stream()
                .filter(linear -> linear.getKey().contains(".experts."))
                .mapToLong(linear -> linear.getValue().tokens())
                .sum();
        assertThat(passes).isEqualTo((long) MIXTURES * active * tokens);

        double down = HIDDEN * INTERMEDIATE;
        double perToken = LAYERS * down // the dense layer's and those of shared experts
                + MIXTURES * (active * down + HIDDEN * experts) // experts and their router
                + HIDDEN * VOCABULARY;
        TokenEnergy energy = TokenEnergy.of(activity, new EnergyModel(EnergyTable.HOROWITZ_45_NM, Memory.SRAM_1_MB));
        assertThat(energy.spiking().denseLinears().arithmetic()).isCloseTo(perToken * 1.5e-12, within(1e-15));
        assertThat(energy.int8().denseLinears().arithmetic()).isCloseTo(perToken * 0.23e-12, within(1e-15));
        assertThat(energy.fp16().denseLinears().memory().low()).isCloseTo(2 * perToken * 12.5e-12, within(1e-13));
    }

    private static Path checkpoint(int experts, int active, Path folder) {
        CheckpointShape shape = new CheckpointShape(
                "gla_swa_moe",
                LAYERS,
                new AttentionHeads(4, 2, 16),
                INTERMEDIATE,
                VOCABULARY,
                16,
                false,
                Optional.of(new MixtureShape(List.of(), List.of(0), experts, active, 1, 3)));
        return RandomCheckpoint.of(shape, DataType.F32, 5).write(folder.resolve("model"));
    }

    private static SpikeActivity read(Path folder, int tokens) {
        ModelOptions options = ModelOptions.DEFAULT
                .withChunkTokens(16)
                .withSpiking(SpikingOptions.DEFAULT.withMode(SpikingMode.COUNTS).withMlp(MlpSpiking.OFFICIAL));
        SpikeActivity activity = new SpikeActivity();
        try (Backend backend = new ObservedBackend(TestBackend.VECTOR_2_THREADS.open(), activity);
                LanguageModel model = LanguageModel.load(Checkpoint.open(folder), backend, options);
                SequenceState state = model.newState()) {
            model.forward(new Random(3).ints(tokens, 0, VOCABULARY).toArray(), state, LogitsWanted.LAST);
        }
        return activity;
    }
}
