package org.spikingbrain4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.Fixtures;
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

    @Test
    void loadInNumbers() {
        ExpertLoad half = new ExpertLoad(List.of(6L, 6L, 0L, 0L));
        assertThat(half.total()).isEqualTo(12);
        assertThat(half.silent()).isEqualTo(2);
        assertThat(half.share(1)).isEqualTo(0.5);
        assertThat(half.imbalance()).isEqualTo(2);
        assertThat(half.evenness()).isCloseTo(0.5, within(1e-12));
        ExpertLoad even = new ExpertLoad(List.of(5L, 5L, 5L));
        assertThat(even.imbalance()).isEqualTo(1);
        assertThat(even.evenness()).isCloseTo(1, within(1e-12));
        ExpertLoad one = new ExpertLoad(List.of(0L, 9L, 0L));
        assertThat(one.imbalance()).isEqualTo(3);
        assertThat(one.evenness()).isZero();
        ExpertLoad alone = new ExpertLoad(List.of(9L));
        assertThat(List.of(alone.imbalance(), alone.evenness())).containsOnly(1.0);
        ExpertLoad nothing = new ExpertLoad(List.of(0L, 0L));
        assertThat(List.of(nothing.imbalance(), nothing.evenness())).containsOnly(1.0);
        assertThat(nothing.share(0)).isZero();
        assertThatThrownBy(() -> new ExpertLoad(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
