package org.spikingbrain4j.spiking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SpikeStatisticsTest {

    @Test
    void areThoseOfTheOfficialCode() {
        JsonNode recorded = Fixtures.read("ql_stats_crafted.json");
        SpikeStatistics statistics =
                SpikeStatistics.of(histogram(CraftedRows.read().counts()));
        assertThat(statistics.channels()).isEqualTo(recorded.get("channels").asLong());
        assertThat(statistics.largestCount())
                .isEqualTo(recorded.get("max_abs_count").asInt());
        assertClose(statistics.meanAbsoluteCount(), recorded, "mean_abs_count");
        assertClose(statistics.silentShare(), recorded, "zero_share");
        assertClose(statistics.within7Share(), recorded, "within7_share");
        assertClose(statistics.above16Share(), recorded, "above16_share");
        assertClose(statistics.meanBitSpikes(), recorded, "mean_bit_spikes");
        assertClose(statistics.meanBitSpikesActive(), recorded, "mean_bit_spikes_active_only");
        assertClose(statistics.sparsity3Step(), recorded, "sparsity_3step");
        assertClose(statistics.sparsityOver3(), recorded, "sparsity_over3");
        assertClose(statistics.sparsityLow3Bits(), recorded, "sparsity_low3bits");
    }

    /** The same numbers from the spike trains themselves. */
    @Provide
    Arbitrary<int[]> counts() {
        return Arbitraries.integers()
                .between(-40_000, 40_000)
                .array(int[].class)
                .ofMinSize(1)
                .ofMaxSize(50);
    }

    @Property
    void followFromTheSpikeTrains(@ForAll("counts") int[] counts) {
        SpikeStatistics statistics = SpikeStatistics.of(histogram(counts));
        double spikes = 0;
        double active = 0;
        double steps = 0;
        double low = 0;
        for (int count : counts) {
            SpikeTrain train = SpikeCoding.BITWISE_BIDIRECTIONAL.encode(new int[] {count});
            spikes += train.spikeCount();
            active += count == 0 ? 0 : 1;
            steps += (train.steps() + 2) / 3 * 3;
            for (int step = Math.max(0, train.steps() - 3); step < train.steps(); step++) {
                low += Math.abs(train.spike(step, 0));
            }
        }
        assertThat(statistics.meanBitSpikes()).isCloseTo(spikes / counts.length, within(1e-12));
        assertThat(statistics.meanBitSpikesActive()).isEqualTo(Double.valueOf(spikes / active));
        assertThat(statistics.sparsity3Step()).isCloseTo(1 - spikes / steps, within(1e-12));
        assertThat(statistics.sparsityOver3()).isCloseTo(1 - spikes / counts.length / 3, within(1e-12));
        assertThat(statistics.sparsityLow3Bits()).isCloseTo(1 - low / counts.length / 3, within(1e-12));
        assertThat(statistics.silentShare()).isEqualTo((counts.length - active) / counts.length);
        assertThat(statistics.within7Share()).isEqualTo(share(counts, 0, 7));
        assertThat(statistics.above16Share()).isEqualTo(share(counts, 17, Integer.MAX_VALUE));
        assertThat(statistics.meanAbsoluteCount())
                .isEqualTo(IntStream.of(counts).map(Math::abs).average().orElseThrow());
        assertThat(statistics.largestCount())
                .isEqualTo(IntStream.of(counts).map(Math::abs).max().orElseThrow());
    }

    @Property
    void histogramsCountAsAMap(@ForAll("counts") int[] counts) {
        TreeMap<Integer, Long> expected = new TreeMap<>();
        for (int count : counts) {
            expected.merge(Math.abs(count), 1L, Long::sum);
        }
        SpikeHistogram first = new SpikeHistogram();
        first.add(counts, 0, counts.length / 2);
        SpikeHistogram all = new SpikeHistogram();
        all.add(counts, counts.length / 2, counts.length - counts.length / 2);
        all.add(first);
        TreeMap<Integer, Long> found = new TreeMap<>();
        all.forEach(found::put);
        assertThat(found).isEqualTo(expected);
        assertThat(all.channels()).isEqualTo(counts.length);
        assertThat(all.largest()).isEqualTo(expected.isEmpty() ? 0 : expected.lastKey());
        expected.forEach((magnitude, occurrences) ->
                assertThat(all.occurrences(magnitude)).isEqualTo(occurrences));
    }

    @Test
    void aHistogramCanBeAddedToItself() {
        SpikeHistogram histogram = histogram(3, -3, 500);
        histogram.add(histogram);
        assertThat(histogram.occurrences(3)).isEqualTo(4);
        assertThat(histogram.occurrences(500)).isEqualTo(2);
    }

    @Test
    void nothingHasNoMeans() {
        SpikeStatistics statistics = SpikeStatistics.of(new SpikeHistogram());
        assertThat(statistics.channels()).isZero();
        assertThat(statistics.largestCount()).isZero();
        assertThat(statistics.silentShare()).isNaN();
        assertThat(SpikeStatistics.of(histogram(0, 0)).meanBitSpikesActive()).isNaN();
        assertThat(SpikeStatistics.of(histogram(0, 0)).sparsity3Step()).isEqualTo(1);
    }

    @Test
    void refusesWhatNoNeuronFires() {
        SpikeHistogram histogram = new SpikeHistogram();
        assertThatThrownBy(() -> histogram.add(Integer.MIN_VALUE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> histogram.occurrences(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> histogram.add(new int[3], 1, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    static SpikeHistogram histogram(int... counts) {
        SpikeHistogram histogram = new SpikeHistogram();
        histogram.add(counts, 0, counts.length);
        return histogram;
    }

    private static double share(int[] counts, int from, int to) {
        return (double) IntStream.of(counts)
                        .map(Math::abs)
                        .filter(n -> n >= from && n <= to)
                        .count()
                / counts.length;
    }

    private static void assertClose(double found, JsonNode recorded, String field) {
        assertThat(found).as(field).isCloseTo(recorded.get(field).asDouble(), within(1e-12));
    }
}
