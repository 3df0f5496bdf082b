package org.spikingbrain4j.spiking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.spikingbrain4j.spiking.SpikeStatisticsTest.histogram;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpikeStatisticsCollectorTest {
    private final SpikeStatisticsCollector collector = new SpikeStatisticsCollector();

    @Test
    void keepsProjectionsApartAndInOrder() {
        collector.record("q", 2, new int[] {99, 1, -2, 0, 99}, 1, 3);
        collector.record("k", 1, new int[] {7}, 0, 1);
        collector.record("q", 2, new int[] {3}, 0, 1);
        assertThat(collector.statistics().keySet()).containsExactly("q", "k");
        assertThat(collector.statistics().get("q")).isEqualTo(SpikeStatistics.of(histogram(1, 2, 0, 3)));
        assertThat(collector.totalStatistics()).isEqualTo(SpikeStatistics.of(histogram(1, 2, 0, 3, 7)));
        assertThat(collector.operations())
                .containsEntry("q", new OperationCount(8, 12, 8, 6))
                .containsEntry("k", new OperationCount(3, 7, 1, 1));
        assertThat(collector.totalOperations()).isEqualTo(new OperationCount(11, 19, 9, 7));
    }

    @Test
    void snapshotsDoNotGrow() {
        collector.record("q", 2, new int[] {1}, 0, 1);
        SpikeHistogram before = collector.histograms().get("q");
        collector.record("q", 2, new int[] {1}, 0, 1);
        assertThat(before.channels()).isEqualTo(1);
        assertThat(collector.totalHistogram().channels()).isEqualTo(2);
        assertThatThrownBy(() -> collector.statistics().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void outputsOfAProjectionDoNotChange() {
        collector.record("q", 2, new int[] {1}, 0, 1);
        assertThatThrownBy(() -> collector.record("q", 3, new int[] {1}, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("q: has 2 outputs, found 3");
    }

    @Test
    void threadsLoseNothing() {
        int[] counts = {0, 1, 300};
        IntStream.range(0, 20_000).parallel().forEach(i -> collector.record("p" + i % 3, 4, counts, 0, 3));
        assertThat(collector.totalHistogram().channels()).isEqualTo(60_000);
        assertThat(collector.totalHistogram().occurrences(300)).isEqualTo(20_000);
    }

    @Test
    void nothingRecordedIsNothing() {
        assertThat(collector.statistics()).isEmpty();
        assertThat(collector.totalOperations()).isEqualTo(OperationCount.NONE);
    }
}
