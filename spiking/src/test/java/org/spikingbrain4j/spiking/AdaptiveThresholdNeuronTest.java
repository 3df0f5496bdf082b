package org.spikingbrain4j.spiking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikingbrain4j.operators.SpikingBrainException;

class AdaptiveThresholdNeuronTest {
    private final AdaptiveThresholdNeuron neuron = new AdaptiveThresholdNeuron(3);

    /** Rows with outliers, zeros and exact ties from the official code (spec 6.1). */
    @Test
    void firesAsTheOfficialCode() {
        CraftedRows rows = CraftedRows.read();
        for (int row = 0; row < rows.tokens(); row++) {
            SpikeCounts fired = neuron.fire(rows.inputs(row));
            assertThat(fired.threshold()).isCloseTo(rows.threshold(row), within(1e-6f * Math.abs(rows.threshold(row))));
            assertThat(fired.counts()).as("row %d", row).isEqualTo(rows.counts(row));
        }
    }

    @Test
    void zeroInputIsSilentAtTheLeastThreshold() {
        SpikeCounts fired = neuron.fire(new float[5]);
        assertThat(fired.threshold()).isEqualTo(1e-5f);
        assertThat(fired.counts()).containsOnly(0);
    }

    @Test
    void thresholdHasAnUpperBound() {
        assertThat(neuron.threshold(new float[] {1e9f}, 0, 1)).isEqualTo(1e4f);
    }

    @Test
    void thresholdReadsItsPartOfTheArray() {
        assertThat(neuron.threshold(new float[] {Float.NaN, 3, -9, 99}, 1, 2)).isEqualTo(2);
    }

    /** In float32 the sum would stop growing at 2^24. */
    @Test
    void longSumsKeepTheirDigits() {
        float[] x = new float[20_000_000];
        Arrays.fill(x, 1);
        assertThat(neuron.threshold(x, 0, x.length)).isEqualTo(1 / 3f);
    }

    @ParameterizedTest
    @CsvSource({"0.5,0", "1.5,2", "2.5,2", "-0.5,0", "-1.5,-2", "-2.5,-2", "0.50001,1", "300.4,300", "-40000,-40000"})
    void tiesGoToEvenAndNothingIsClipped(float x, int count) {
        assertThat(neuron.count(x, 1)).isEqualTo(count);
    }

    @Test
    void valuesAreCountsTimesThreshold() {
        assertThat(new SpikeCounts(0.25f, new int[] {3, 0, -2}).values()).containsExactly(0.75f, 0, -0.5f);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void badInputIsNamed(float bad) {
        assertThatThrownBy(() -> neuron.fire(new float[] {1, 2, bad}))
                .isInstanceOf(SpikingBrainException.class)
                .hasMessageContaining("activation 2 of 3 is " + bad);
    }

    @Test
    void countsBeyondIntAreErrors() {
        assertThatThrownBy(() -> neuron.count(3e9f, 1))
                .isInstanceOf(SpikingBrainException.class)
                .hasMessageContaining("3.0E9");
        assertThatThrownBy(() -> neuron.count(1, 0)).isInstanceOf(SpikingBrainException.class);
        assertThatThrownBy(() -> neuron.count(0, 0)).isInstanceOf(SpikingBrainException.class);
    }

    @Test
    void noInputIsAnError() {
        assertThatThrownBy(() -> neuron.fire(new float[0])).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 1e-50, 1e50, Double.NaN, Double.POSITIVE_INFINITY})
    void kMustBeFiniteAndAboveZero(double k) {
        assertThatThrownBy(() -> new AdaptiveThresholdNeuron(k))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("k: expected a positive number");
    }
}
