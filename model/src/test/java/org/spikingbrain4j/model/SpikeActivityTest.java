package org.spikingbrain4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.Int8Quantization;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.ForwardingBackend;
import org.spikingbrain4j.operators.ForwardingOperators;
import org.spikingbrain4j.operators.HostSpikes;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.spiking.EnergyModel;
import org.spikingbrain4j.spiking.EnergyTable;
import org.spikingbrain4j.spiking.Memory;
import org.spikingbrain4j.spiking.OperationCount;
import org.spikingbrain4j.spiking.SpikeStatistics;
import org.spikingbrain4j.testkit.Fixtures;
import org.spikingbrain4j.testkit.Golden;
import org.spikingbrain4j.testkit.Int8Checkpoint;

/** What the official code counts on the longest sequence (spec 6.6), seen from outside the layers. */
class SpikeActivityTest {
    private static final int LONGEST = 2;

    static Stream<Arguments> cases() {
        return Arrays.stream(TestBackend.values())
                .flatMap(kind -> Stream.of(SpikingMode.COUNTS, SpikingMode.EVENTS)
                        .flatMap(mode -> Stream.of(1, 7, 512).map(chunk -> Arguments.of(kind, mode, chunk))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void statisticsEqualTheOfficialOnes(TestBackend kind, SpikingMode mode, int chunk) {
        try (Golden golden = Golden.open(Fixtures.W8ASPIKE)) {
            SpikeActivity activity = read(golden, kind.open(), mode, MlpSpiking.OFFICIAL, chunk);
            JsonNode expected = golden.spikeStatistics();
            assertThat(activity.tokens()).isEqualTo(golden.sequences().get(LONGEST).length);
            assertStatistics("linears", activity.linears().totalStatistics(), expected.get("linears"));
            assertStatistics("queries", activity.queries().totalStatistics(), expected.get("queries"));
            Map<String, JsonNode> linears = new LinkedHashMap<>();
            expected.get("per_linear").properties().forEach(linear -> linears.put(linear.getKey(), linear.getValue()));
            assertThat(activity.linears().statistics()).containsOnlyKeys(linears.keySet());
            activity.linears()
                    .statistics()
                    .forEach((name, statistics) -> assertStatistics(name, statistics, linears.get(name)));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void statisticsOfAllLinearsEqualTheIntendedOnes(TestBackend kind, SpikingMode mode, int chunk) {
        try (Golden golden = Golden.open(Fixtures.W8ASPIKE)) {
            SpikeActivity activity = read(golden, kind.open(), mode, MlpSpiking.ALL, chunk);
            assertStatistics("linears", activity.linears().totalStatistics(), golden.spikeStatisticsIntendedMlp());
            assertThat(activity.denseLinears()).containsOnlyKeys("lm_head");
        }
    }

    /** Tiny-w8aspike: hidden 128, MLP 384, 272 tokens; 40 tokens read. */
    @ParameterizedTest
    @EnumSource(TestBackend.class)
    void energyLeavesOutNoLinear(TestBackend kind) {
        try (Golden golden = Golden.open(Fixtures.W8ASPIKE)) {
            SpikeActivity activity = read(golden, kind.open(), SpikingMode.EVENTS, MlpSpiking.OFFICIAL, 16);
            DenseLinear down = new DenseLinear(384, 128, false, 40);
            DenseLinear head = new DenseLinear(128, 272, false, 40);
            assertThat(activity.denseLinears())
                    .containsOnly(
                            Map.entry("model.layers.0.mlp.down_proj", down),
                            Map.entry("model.layers.1.mlp.down_proj", down),
                            Map.entry("lm_head", head));
            OperationCount spiking = activity.linears().totalOperations();
            TokenEnergy energy =
                    TokenEnergy.of(activity, new EnergyModel(EnergyTable.HOROWITZ_45_NM, Memory.SRAM_1_MB));
            double dense = 2 * 384 * 128 + 128 * 272;
            assertThat(energy.spiking().spikingLinears().arithmetic())
                    .isCloseTo(spiking.bitAdds() * 0.03e-12 / 40, within(1e-18));
            assertThat(energy.spiking().denseLinears().arithmetic()).isCloseTo(dense * 1.5e-12, within(1e-15));
            assertThat(energy.int8().denseLinears().arithmetic()).isCloseTo(dense * 0.23e-12, within(1e-15));
            double weights = spiking.multiplyAdds() / 40.0 + dense;
            assertThat(energy.fp16().memory().low()).isCloseTo(2 * weights * 12.5e-12, within(1e-13));
            assertThat(energy.int8().memory().low()).isCloseTo(weights * 12.5e-12, within(1e-13));
            assertThat(energy.spiking().memory().low())
                    .isCloseTo((spiking.touchedWeights() / 40.0 + 2 * dense) * 12.5e-12, within(1e-13));
        }
    }

    /** Low-rank gates, integers under other names than floats, and a head of integers that is fed no spikes. */
    @ParameterizedTest
    @EnumSource(TestBackend.class)
    void integerCheckpointsHaveTheSameNames(TestBackend kind, @TempDir Path folder) {
        Int8Quantization quantization = new Int8Quantization(32, Collections.nCopies(4, 3.0));
        Path integers = Int8Checkpoint.write(Fixtures.GLA_SWA_F32.directory(), folder.resolve("int8"), quantization);
        SpikeActivity activity = read(Checkpoint.open(integers), kind.open(), ModelOptions.DEFAULT, 5, 6, 7);
        SpikingOptions counts = SpikingOptions.DEFAULT.withMode(SpikingMode.COUNTS);
        SpikeActivity floats = read(
                Checkpoint.open(Fixtures.GLA_SWA_F32.directory()),
                kind.open(),
                ModelOptions.DEFAULT.withSpiking(counts),
                5,
                6,
                7);
        assertThat(activity.linears().statistics().keySet())
                .containsExactlyElementsOf(floats.linears().statistics().keySet())
                .contains("model.layers.0.attn.gk_proj.0", "model.layers.3.mlp.down_proj");
        assertThat(activity.denseLinears().keySet())
                .containsExactlyElementsOf(floats.denseLinears().keySet())
                .contains("model.layers.0.attn.gk_proj.1", "lm_head");
        assertThat(activity.denseLinears().get("lm_head").integerWeights()).isTrue();
        assertThat(floats.denseLinears().get("lm_head").integerWeights()).isFalse();
    }

    /** q, k, v and gate share their spikes, and so do gate and up. */
    @ParameterizedTest
    @EnumSource(TestBackend.class)
    void spikesAreCopiedOnce(TestBackend kind) {
        try (Golden golden = Golden.open(Fixtures.W8ASPIKE)) {
            CopyCounter counter = new CopyCounter(kind.open());
            read(golden, counter, SpikingMode.EVENTS, MlpSpiking.ALL, 512);
            int inputs = 2 * 4;
            int queries = 1;
            assertThat(counter.copies).isEqualTo(inputs + queries);
        }
    }

    private static SpikeActivity read(Golden golden, Backend inner, SpikingMode mode, MlpSpiking mlp, int chunk) {
        SpikingOptions spiking = SpikingOptions.DEFAULT.withMode(mode).withMlp(mlp);
        ModelOptions options = ModelOptions.DEFAULT.withSpiking(spiking).withChunkTokens(chunk);
        Checkpoint checkpoint = Checkpoint.open(Fixtures.W8ASPIKE.directory());
        return read(checkpoint, inner, options, golden.sequences().get(LONGEST));
    }

    private static SpikeActivity read(Checkpoint checkpoint, Backend inner, ModelOptions options, int... tokens) {
        SpikeActivity activity = new SpikeActivity();
        try (Backend backend = new ObservedBackend(inner, activity);
                LanguageModel model = LanguageModel.load(checkpoint, backend, options);
                SequenceState state = model.newState()) {
            model.forward(tokens, state, LogitsWanted.LAST);
        }
        return activity;
    }

    private static void assertStatistics(String what, SpikeStatistics actual, JsonNode expected) {
        assertThat(actual.channels())
                .as(what)
                .isEqualTo(expected.get("channels").longValue());
        assertThat(actual.largestCount())
                .as(what)
                .isEqualTo(expected.get("max_abs_count").intValue());
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("mean_abs_count", actual.meanAbsoluteCount());
        values.put("zero_share", actual.silentShare());
        values.put("within7_share", actual.within7Share());
        values.put("above16_share", actual.above16Share());
        values.put("mean_bit_spikes", actual.meanBitSpikes());
        values.put("mean_bit_spikes_active_only", actual.meanBitSpikesActive());
        values.put("sparsity_3step", actual.sparsity3Step());
        values.put("sparsity_over3", actual.sparsityOver3());
        values.put("sparsity_low3bits", actual.sparsityLow3Bits());
        values.forEach((name, value) -> assertThat(value)
                .as("%s %s", what, name)
                .isCloseTo(expected.get(name).doubleValue(), within(1e-6)));
    }

    /** Counts how often spikes are copied to the host. */
    private static final class CopyCounter extends ForwardingBackend {
        private int copies;

        CopyCounter(Backend inner) {
            super(inner);
        }

        @Override
        public Operators openPass(int longestSpan) {
            return new ForwardingOperators(super.openPass(longestSpan)) {
                @Override
                public HostSpikes spikesToHost(Tensor spikes) {
                    copies++;
                    return super.spikesToHost(spikes);
                }
            };
        }
    }
}
