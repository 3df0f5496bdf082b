package org.spikingbrain4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.Fixtures;
import org.spikingbrain4j.testkit.MixtureShape;
import org.spikingbrain4j.testkit.RandomCheckpoint;

/** Which experts got how many tokens, seen from outside the layers. */
class ExpertActivityTest {
    private static final int TOKENS = 90;

    @ParameterizedTest
    @CsvSource({
        "VECTOR_2_THREADS, OFF, 512",
        "VECTOR_2_THREADS, OFF, 7",
        "VECTOR_2_THREADS, EVENTS, 16",
        "REFERENCE, COUNTS, 13"
    })
    void everyTokenOfTheTextCountsOnceAndSinksDoNot(
            TestBackend kind, SpikingMode mode, int chunk, @TempDir Path folder) {
        ModelOptions options =
                ModelOptions.DEFAULT.withChunkTokens(chunk).withSpiking(SpikingOptions.DEFAULT.withMode(mode));
        ExpertActivity experts = new ExpertActivity();
        SpikeActivity spikes = new SpikeActivity();
        read(
                RandomCheckpoint.of(CheckpointShape.TINY_MOE, DataType.F32, 1).write(folder.resolve("model")),
                kind.open(),
                options,
                experts,
                spikes);

        SortedMap<Integer, ExpertLoad> load = experts.load();
        assertThat(load).containsOnlyKeys(1, 2);
        assertThat(load.values()).allSatisfy(one -> {
            assertThat(one.experts()).isEqualTo(4);
            assertThat(one.total()).isEqualTo(TOKENS);
        });
        assertThat(spikes.tokens()).isEqualTo(TOKENS);
        assertThat(spikes.linears().statistics().keySet())
                .filteredOn(name -> name.contains(".moe.shared."))
                .hasSize(mode == SpikingMode.OFF ? 0 : 6);
    }

    /** A token takes a place in each of its experts. */
    @Test
    void aTokenCountsForEachOfItsExperts(@TempDir Path folder) {
        CheckpointShape shape = new CheckpointShape(
                "gla_swa_moe",
                2,
                new AttentionHeads(4, 2, 16),
                64,
                300,
                16,
                false,
                Optional.of(new MixtureShape(List.of(), List.of(), 4, 2, 0, 5)));
        ExpertActivity experts = new ExpertActivity();
        read(
                RandomCheckpoint.of(shape, DataType.F32, 1).write(folder.resolve("model")),
                TestBackend.VECTOR_2_THREADS.open(),
                ModelOptions.DEFAULT.withChunkTokens(16),
                experts,
                new SpikeActivity());
        assertThat(experts.load().values()).hasSize(2).allSatisfy(load -> {
            assertThat(load.total()).isEqualTo(2 * TOKENS);
            assertThat(load.tokens()).allMatch(got -> got <= TOKENS);
            assertThat(load.largestShare()).isBetween(0.25, 0.5);
        });
    }

    /** What an expert's linear was fed, seen by who watches linears, is what the load says. */
    @Test
    void agreesWithTheRowsThatLinearsGet(@TempDir Path folder) {
        SpikingOptions counts = SpikingOptions.DEFAULT.withMode(SpikingMode.COUNTS);
        ExpertActivity experts = new ExpertActivity();
        SpikeActivity spikes = new SpikeActivity();
        read(
                RandomCheckpoint.of(CheckpointShape.TINY_MOE, DataType.F32, 1).write(folder.resolve("model")),
                TestBackend.VECTOR_2_THREADS.open(),
                ModelOptions.DEFAULT.withSpiking(counts),
                experts,
                spikes);
        experts.load().forEach((layer, load) -> {
            for (int expert = 0; expert < load.experts(); expert++) {
                String name = "model.layers.%d.moe.experts.%d.gate_proj".formatted(layer, expert);
                long rows = spikes.linears().histograms().containsKey(name)
                        ? spikes.linears().statistics().get(name).channels() / 64
                        : 0;
                assertThat(load.tokens().get(expert)).as(name).isEqualTo(rows);
            }
        });
    }

    @Test
    void aModelWithoutExpertsHasNoLoad() {
        ExpertActivity experts = new ExpertActivity();
        read(
                Fixtures.GLA_SWA_F32.directory(),
                TestBackend.VECTOR_2_THREADS.open(),
                ModelOptions.DEFAULT,
                experts,
                new SpikeActivity());
        assertThat(experts.load()).isEmpty();
    }

    private static void read(
            Path model, Backend inner, ModelOptions options, ExpertActivity experts, SpikeActivity spikes) {
        try (Backend backend = new ObservedBackend(inner, experts, spikes);
                LanguageModel loaded = LanguageModel.load(Checkpoint.open(model), backend, options);
                SequenceState state = loaded.newState()) {
            loaded.forward(new Random(3).ints(TOKENS, 0, 300).toArray(), state, LogitsWanted.LAST);
        }
    }
}
