package org.spikingbrain4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikingbrain4j.operators.HostSpikes;
import org.spikingbrain4j.operators.SpikeExecution;
import org.spikingbrain4j.operators.SpikeRule;
import org.spikingbrain4j.operators.Tensor;

/**
 * {@code spike}, {@code spikeValues} and {@code spikesToHost} (spec 6.1). A threshold may be off by the last bit, as sums in float32
 * are; the counts are exact for the threshold that is there.
 */
public interface SpikeContract extends ContractSubject {

    /** Columns, and the runs that share a threshold: whole rows, or one per head. */
    static Stream<Arguments> spikeRuns() {
        return Stream.of(
                        List.of(1, 1),
                        List.of(5, 5),
                        List.of(5, 1),
                        List.of(33, 33),
                        List.of(33, 11),
                        List.of(128, 128),
                        List.of(128, 16),
                        List.of(257, 257),
                        List.of(896, 896),
                        List.of(896, 64),
                        List.of(896, 128))
                .map(sizes -> Arguments.of(sizes.getFirst(), sizes.getLast()));
    }

    @ParameterizedTest(name = "spikes of {0} columns in runs of {1}")
    @MethodSource("org.spikingbrain4j.testkit.SpikeContract#spikeRuns")
    default void spikesAgree(int columns, int run) {
        RandomData random = new RandomData(201 + columns);
        try (SideBySide sides = new SideBySide(this)) {
            for (int rows : List.of(1, 3, 40)) {
                for (double k : List.of(0.5, 3.0, 4.7)) {
                    for (double scale : List.of(1e-3, 1.0, 300.0)) {
                        Matrix x = random.normal(rows, columns, scale);
                        String what = "[%d, %d] at %.0e, k %s, %s".formatted(rows, columns, scale, k, random);
                        agreeOnSpikes(what, sides, x, k, run);
                    }
                }
            }
        }
    }

    @Test
    default void zerosDoNotSpike() {
        try (SideBySide sides = new SideBySide(this)) {
            for (int columns : List.of(1, 33, 896)) {
                Matrix x = new Matrix(3, columns, new float[3 * columns]);
                HostSpikes spikes = agreeOnSpikes("zeros", sides, x, 3, columns);
                assertThat(spikes.counts()).containsOnly(0);
                assertThat(spikes.thresholds()).containsOnly(1e-5f);
            }
        }
    }

    /** n·k spikes of one channel of n, wherever it is. */
    @Test
    default void singleActiveChannelSpikes() {
        try (SideBySide sides = new SideBySide(this)) {
            for (int columns : List.of(1, 5, 33, 257, 896)) {
                for (int active : List.of(0, columns / 2, columns - 1)) {
                    float[] values = new float[columns];
                    values[active] = -0.3f;
                    HostSpikes spikes =
                            agreeOnSpikes("channel %d".formatted(active), sides, Matrix.row(values), 3, columns);
                    int[] expected = new int[columns];
                    expected[active] = -3 * columns;
                    assertThat(spikes.counts()).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    default void thresholdsAreClampedFromBelow() {
        RandomData random = new RandomData(202);
        try (SideBySide sides = new SideBySide(this)) {
            for (double bound : List.of(4e-5, 1e-6, 1e-41)) {
                Matrix x = random.uniform(5, 257, -bound, bound);
                HostSpikes spikes = agreeOnSpikes("values to %.0e".formatted(bound), sides, x, 4.7, 257);
                assertThat(spikes.thresholds()).containsOnly(SpikeRule.LEAST_THRESHOLD);
            }
        }
    }

    @Test
    default void thresholdsAreClampedFromAbove() {
        RandomData random = new RandomData(203);
        try (SideBySide sides = new SideBySide(this)) {
            for (double deviation : List.of(2e5, 1e7, 2e10)) {
                Matrix x = random.normal(5, 257, deviation);
                HostSpikes spikes = agreeOnSpikes("values at %.0e".formatted(deviation), sides, x, 3, 257);
                assertThat(spikes.thresholds()).containsOnly(SpikeRule.LARGEST_THRESHOLD);
            }
        }
    }

    /** The largest count there may be. */
    @Test
    default void largestCountSpikes() {
        float largest = SpikeRule.LARGEST_THRESHOLD * SpikeRule.LARGEST_COUNT;
        try (SideBySide sides = new SideBySide(this)) {
            HostSpikes spikes = agreeOnSpikes("largest", sides, Matrix.row(largest, 0, -largest), 3, 3);
            assertThat(spikes.counts()).containsExactly(SpikeRule.LARGEST_COUNT, 0, -SpikeRule.LARGEST_COUNT);
        }
    }

    /** n + 0.5 goes to the even neighbour. The magnitudes 0.5, 1.5, … have the mean n / 2: with k = n / 2 the threshold is exact. */
    @ParameterizedTest(name = "{0} ties")
    @ValueSource(ints = {2, 4, 16, 64, 1024})
    default void tiesGoToEven(int columns) {
        RandomData random = new RandomData(204);
        float[] values = new float[3 * columns];
        int[] counts = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            // Odd, thus prime to the columns: every magnitude once per row, in another order.
            int magnitude = 5 * i % columns;
            int sign = random.pick(List.of(-1, 1));
            values[i] = sign * Math.scalb(magnitude + 0.5f, i / columns - 1);
            counts[i] = sign * (magnitude + magnitude % 2);
        }
        try (SideBySide sides = new SideBySide(this)) {
            Matrix x = new Matrix(3, columns, values);
            HostSpikes spikes = agreeOnSpikes("ties, " + random, sides, x, columns / 2.0, columns);
            assertThat(spikes.thresholds()).containsExactly(0.5f, 1, 2);
            assertThat(spikes.counts()).isEqualTo(counts);
        }
    }

    /** No count is clipped to a byte or a short. */
    @Test
    default void outliersKeepTheirCounts() {
        RandomData random = new RandomData(205);
        try (SideBySide sides = new SideBySide(this)) {
            for (int columns : List.of(1, 5, 33, 896)) {
                for (int outlier : List.of(127, 128, 32_767, 32_768, 40_000, 65_536, 1_000_000)) {
                    Matrix x = withOutliers(random.uniform(7, columns, -3, 3), outlier);
                    String what = "outliers of %d in %d columns, %s".formatted(outlier, columns, random);
                    double k = mean(x);
                    HostSpikes spikes = agreeOnSpikes(what, sides, x, k, columns);
                    int largest =
                            Arrays.stream(spikes.counts()).map(Math::abs).max().orElseThrow();
                    assertThat(largest).as(what).isGreaterThan((int) (0.9 * outlier));
                }
            }
        }
    }

    private static Matrix withOutliers(Matrix x, int outlier) {
        float[] values = x.values().clone();
        for (int row = 0; row < x.rows(); row++) {
            values[row * x.columns() + 7 * row % x.columns()] = row % 2 == 0 ? outlier : -outlier;
        }
        return new Matrix(x.rows(), x.columns(), values);
    }

    private static double mean(Matrix x) {
        return Arrays.stream(Deviation.doubles(x.values()))
                .map(Math::abs)
                .average()
                .orElseThrow();
    }

    /** Compares the spikes with the reference's; returns the back end's. */
    private static HostSpikes agreeOnSpikes(String what, SideBySide sides, Matrix x, double k, int run) {
        SpikeRule rule = new SpikeRule("layer.in", k, run, SpikeExecution.COUNTS);
        HostSpikes expected = spikes(sides.reference(), x, rule);
        HostSpikes actual = spikes(sides.subject(), x, rule);
        assertThat(List.of(actual.rows(), actual.columns(), actual.run()))
                .as("%s: sizes", what)
                .containsExactly(x.rows(), x.columns(), run);
        assertThat(actual.thresholds()).as("%s: thresholds", what).hasSameSizeAs(expected.thresholds());
        assertThat(actual.counts()).as("%s: counts", what).hasSameSizeAs(x.values());
        for (int i = 0; i < expected.thresholds().length; i++) {
            float threshold = expected.thresholds()[i];
            assertThat((double) actual.thresholds()[i])
                    .as("%s: threshold %d", what, i)
                    .isBetween((double) Math.nextDown(threshold), (double) Math.nextUp(threshold));
        }
        for (int i = 0; i < x.values().length; i++) {
            if (actual.counts()[i] != (int) Math.rint(x.values()[i] / actual.thresholds()[i / run])) {
                throw new AssertionError("%s: element %d: %s with threshold %s: found count %d"
                        .formatted(what, i, x.values()[i], actual.thresholds()[i / run], actual.counts()[i]));
            }
        }
        return actual;
    }

    /** The spikes; the values that they have for other operators, and a second run, agree with them to the last bit. */
    private static HostSpikes spikes(Lane lane, Matrix x, SpikeRule rule) {
        lane.poison();
        return lane.pass(ops -> {
            Tensor spikes = ops.spike(lane.upload(ops, x), rule);
            assertThat(spikes.rows()).isEqualTo(x.rows());
            assertThat(spikes.columns()).isEqualTo(x.columns());
            HostSpikes host = ops.spikesToHost(spikes);
            HostSpikes again = ops.spikesToHost(ops.spike(lane.upload(ops, x), rule));
            assertThat(again.counts()).isEqualTo(host.counts());
            Bits.same("thresholds again", host.thresholds(), again.thresholds());
            float[] values = new float[x.values().length];
            for (int i = 0; i < values.length; i++) {
                values[i] = host.counts()[i] * host.thresholds()[i / rule.run()];
            }
            Bits.same("values", values, ops.toHost(ops.spikeValues(spikes)));
            return host;
        });
    }
}
