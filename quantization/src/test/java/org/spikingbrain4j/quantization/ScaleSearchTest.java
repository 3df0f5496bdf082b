package org.spikingbrain4j.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Int8Matrix;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.SpikingBrainException;

class ScaleSearchTest {

    @Property(tries = 60)
    void neverWorseThanTheLargestScale(@ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int groups) {
        LinearCase linear = LinearCase.random(seed, 40, groups * 20, 7);
        InputMoments moments = InputMoments.spiked(linear.x(), linear.spikes(), 20);
        GroupScales largest = GroupScales.largest(linear.weight(), 20);
        GroupScales chosen = ScaleSearch.search(linear.weight(), moments, largest);
        for (int output = 0; output < 7; output++) {
            for (int group = 0; group < groups; group++) {
                double before = linear.error(largest, group, output);
                assertThat(linear.error(chosen, group, output)).isLessThanOrEqualTo(before * (1 + 1e-5));
            }
        }
    }

    @Property(tries = 40)
    void findsWhatTryingAllScalesFinds(@ForAll long seed) {
        LinearCase linear = LinearCase.random(seed, 30, 12, 5);
        GroupScales largest = GroupScales.largest(linear.weight(), 12);
        GroupScales chosen =
                ScaleSearch.search(linear.weight(), InputMoments.spiked(linear.x(), linear.spikes(), 12), largest);
        for (int output = 0; output < 5; output++) {
            double best = Double.POSITIVE_INFINITY;
            for (float clipping : ScaleSearch.CLIPPINGS) {
                best = Math.min(best, linear.error(output, clipping * largest.scales()[output]));
            }
            assertThat(linear.error(chosen, 0, output)).isCloseTo(best, within(1e-4 * best));
        }
    }

    @Property(tries = 20)
    void aGroupOfManyBlocksHasTheSumOfTheirErrors(@ForAll long seed) {
        // 300 channels are blocks of 128, 128 and 44; inputs that are zero but in one block leave that block's error
        // alone.
        LinearCase linear = LinearCase.random(seed, 30, 300, 3).oneBlockPerToken(128);
        GroupScales largest = GroupScales.largest(linear.weight(), 300);
        GroupScales chosen =
                ScaleSearch.search(linear.weight(), InputMoments.spiked(linear.x(), linear.spikes(), 300), largest);
        for (int output = 0; output < 3; output++) {
            double best = Double.POSITIVE_INFINITY;
            for (float clipping : ScaleSearch.CLIPPINGS) {
                best = Math.min(best, linear.error(output, clipping * largest.scales()[output]));
            }
            assertThat(linear.error(chosen, 0, output)).isCloseTo(best, within(1e-4 * best));
        }
    }

    @Property(tries = 20)
    void tilesOfOutputsDoNotMatter(@ForAll long seed) {
        LinearCase many = LinearCase.random(seed, 20, 8, WeightTile.OUTPUTS + 3);
        InputMoments moments = InputMoments.spiked(many.x(), many.spikes(), 8);
        GroupScales all = ScaleSearch.search(many.weight(), moments, GroupScales.largest(many.weight(), 8));
        int last = WeightTile.OUTPUTS + 2;
        HostTensor row = many.row(last);
        GroupScales alone = ScaleSearch.search(row, moments, GroupScales.largest(row, 8));
        assertThat(all.scales()[last]).isEqualTo(alone.scales()[0]);
    }

    @Test
    void zeroWeightsAndSilentInputsKeepASoundScale() {
        LinearCase silent = LinearCase.random(3, 10, 8, 2).silent();
        InputMoments moments = InputMoments.spiked(silent.x(), silent.spikes(), 8);
        GroupScales largest = GroupScales.largest(silent.weight(), 8);
        assertThat(ScaleSearch.search(silent.weight(), moments, largest).scales())
                .isEqualTo(largest.scales());

        HostTensor zeros = HostTensor.of("zeros", Shape.of(2, 8), new float[16]);
        LinearCase other = LinearCase.random(4, 10, 8, 2);
        GroupScales scales = ScaleSearch.search(
                zeros, InputMoments.spiked(other.x(), other.spikes(), 8), GroupScales.largest(zeros, 8));
        try (Arena arena = Arena.ofConfined()) {
            Int8Matrix matrix = Rounding.round(zeros, scales, arena);
            assertThat(matrix.codes().toFloats()).containsOnly(0f);
        }
    }

    @Test
    void codesAreByInputChannelAndClamped() {
        HostTensor weight = HostTensor.of("w", Shape.of(2, 4), new float[] {1, -2, 4, 0.5f, 3, 5, -1.5f, 9});
        GroupScales scales = new GroupScales(2, 2, 2, new float[] {1, 1, 0.02f, 2});
        try (Arena arena = Arena.ofConfined()) {
            Int8Matrix matrix = Rounding.round(weight, scales, arena);
            assertThat(matrix.codes().toFloats()).containsExactly(1, 3, -2, 5, 127, -1, 25, 4);
            assertThat(matrix.scales().toFloats()).containsExactly(1, 1, 0.02f, 2);
            assertThat(matrix.groupSize()).isEqualTo(2);
        }
    }

    @Test
    void weightsThatAreNoNumbersAreNamed() {
        float[] values = new float[24];
        values[2 * 8 + 5] = Float.NaN;
        HostTensor weight = HostTensor.of("model.layers.0.mlp.up_proj.weight", Shape.of(3, 8), values);
        assertThatThrownBy(() -> GroupScales.largest(weight, 4))
                .isInstanceOf(SpikingBrainException.class)
                .hasMessageContaining("model.layers.0.mlp.up_proj.weight")
                .hasMessageContaining("[2, 5]")
                .hasMessageContaining("NaN");
    }
}
