package org.spikingbrain4j.spiking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntegrateAndFireTest {
    private final AdaptiveThresholdNeuron singleStep = new AdaptiveThresholdNeuron(3);

    @Property
    void spikesAddUpToTheCount(
            @ForAll @FloatRange(min = -1000, max = 1000) float x,
            @ForAll @FloatRange(min = 0.01f, max = 1000) float threshold) {
        assertSameCount(x, threshold);
    }

    @Property
    void tiesGoToEven(
            @ForAll @IntRange(min = -5000, max = 5000) int halves,
            @ForAll @IntRange(min = -12, max = 12) int exponent) {
        float threshold = (float) Math.scalb(1.0, exponent);
        assertSameCount(halves * 0.5f * threshold, threshold);
    }

    /** The quotients nearest to a tie that are none. */
    @Property
    void neighboursOfTiesFollowTheirSide(@ForAll @IntRange(min = -5000, max = 5000) int halves) {
        assertSameCount(Math.nextUp(halves * 0.5f), 1);
        assertSameCount(Math.nextDown(halves * 0.5f), 1);
    }

    @Property(tries = 20)
    void outliersFireToTheEnd(@ForAll @FloatRange(min = -1e6f, max = 1e6f) float x) {
        assertSameCount(x, 0.5f);
    }

    /** Above 2^24 a float cannot lose 1, a double can. */
    @Test
    void veryLargeInputsLoseOneAtATime() {
        assertSameCount(3e7f, 1);
    }

    @ParameterizedTest
    @CsvSource({"2.6,1|1|1|0|0,-0.4", "-1.5,-1|-1|0|0|0,0.5", "0.5,0|0|0|0|0,0.5"})
    void staysSilentOnceSilent(float x, String spikes, double left) {
        IntegrateAndFire neuron = new IntegrateAndFire(x, 1);
        for (String spike : spikes.split("\\|")) {
            assertThat(neuron.step()).isEqualTo(Integer.parseInt(spike));
        }
        assertThat(neuron.potential()).isCloseTo(left, within(1e-6));
    }

    @Test
    void refusesWhatHasNoPotential() {
        assertThatThrownBy(() -> new IntegrateAndFire(1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new IntegrateAndFire(Float.NaN, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new IntegrateAndFire(1, Float.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    private void assertSameCount(float x, float threshold) {
        IntegrateAndFire neuron = new IntegrateAndFire(x, threshold);
        int sum = 0;
        int spike;
        while ((spike = neuron.step()) != 0) {
            sum += spike;
        }
        assertThat(sum).as("%s / %s", x, threshold).isEqualTo(singleStep.count(x, threshold));
    }
}
