package org.spikingbrain4j.spiking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikingbrain4j.operators.SpikingBrainException;

class SpikeCodingTest {

    @Provide
    Arbitrary<int[]> smallCounts() {
        return Arbitraries.integers().between(-400, 400).array(int[].class).ofMaxSize(20);
    }

    @Property
    void bitwiseCodingsReturnAnyInt(@ForAll int[] counts) {
        assertReturns(SpikeCoding.BITWISE_BIDIRECTIONAL, counts);
        assertReturns(SpikeCoding.BITWISE_TWOS_COMPLEMENT, counts);
        assertReturns(SpikeCoding.BITWISE, magnitudes(counts));
    }

    @Property
    void unaryCodingsReturnTheCounts(@ForAll("smallCounts") int[] counts) {
        assertReturns(SpikeCoding.TERNARY, counts);
        assertReturns(SpikeCoding.BINARY, magnitudes(counts));
    }

    @Property
    void stepsToSpareChangeNothing(
            @ForAll SpikeCoding coding,
            @ForAll("smallCounts") int[] signed,
            @ForAll @IntRange(min = 0, max = 100) int spare) {
        int[] counts = magnitudes(signed);
        SpikeTrain train = coding.encode(counts, coding.steps(counts) + spare);
        assertThat(coding.decode(train)).isEqualTo(counts);
    }

    @Test
    void spareStepsRepeatTheSign() {
        int[] counts = {-1, -128, 127, 0};
        SpikeTrain train = SpikeCoding.BITWISE_TWOS_COMPLEMENT.encode(counts, 90);
        assertThat(SpikeCoding.BITWISE_TWOS_COMPLEMENT.decode(train)).isEqualTo(counts);
    }

    @Test
    void tooFewStepsCutOff() {
        assertThat(cut(SpikeCoding.TERNARY, 4)).containsExactly(4, -4, 3);
        assertThat(cut(SpikeCoding.BITWISE_BIDIRECTIONAL, 3)).containsExactly(5, 0, 3);
        assertThat(cut(SpikeCoding.BITWISE_TWOS_COMPLEMENT, 3)).containsExactly(-3, 0, 3);
    }

    private static int[] cut(SpikeCoding coding, int steps) {
        return coding.decode(coding.encode(new int[] {5, -8, 3}, steps));
    }

    @Test
    void officialReadingOfTwosComplementHasNoSign() {
        SpikeTrain train = SpikeCoding.BITWISE_TWOS_COMPLEMENT.encode(new int[] {-1, 3}, 4);
        assertThat(SpikeCoding.BITWISE_TWOS_COMPLEMENT.decode(train)).containsExactly(-1, 3);
        assertThat(SpikeCoding.BITWISE_TWOS_COMPLEMENT.decodeUnsigned(train)).containsExactly(15, 3);
    }

    @ParameterizedTest
    @EnumSource(names = "BITWISE.*", mode = EnumSource.Mode.MATCH_ALL)
    void trainsThatMakeNoIntAreErrors(SpikeCoding coding) {
        for (int steps : new int[] {34, 70}) {
            SpikeTrain train = SpikeTrain.of(steps, 1, (step, neuron) -> Math.min(step, 1));
            assertThatThrownBy(() -> coding.decode(train))
                    .isInstanceOf(SpikingBrainException.class)
                    .hasMessageContaining(coding.label());
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.5, -0.5, 0.1, 2147483648.0, -2147483649.0, 1e300, Double.NaN, Double.POSITIVE_INFINITY})
    void onlyWholeNumbersOf32BitsAreCounts(double value) {
        assertThatThrownBy(() -> SpikeCoding.TERNARY.encode(new double[] {2, value}))
                .isInstanceOf(SpikingBrainException.class)
                .hasMessageContaining("value 1 is " + value);
    }

    /** As the official code: within the tolerance the fraction is dropped, not rounded. */
    @Test
    void numbersWithinTheToleranceLoseTheirFraction() {
        assertThat(SpikeCoding.wholeCounts(new double[] {3.00002, 2.99998, -1.000001, Integer.MIN_VALUE}))
                .containsExactly(3, 2, -1, Integer.MIN_VALUE);
    }

    @Test
    void errorsNameTheCountAndTheWayOut() {
        assertThatThrownBy(() -> SpikeCoding.BITWISE.encode(new int[] {3, -3}))
                .isInstanceOf(SpikingBrainException.class)
                .hasMessage("bitwise: count 1 is -3: need none below 0; use bitwise_bidirectional");
        assertThatThrownBy(() -> SpikeCoding.BITWISE.encode(new int[] {3}, 0))
                .isInstanceOf(SpikingBrainException.class)
                .hasMessage("bitwise: need at least 1 steps, found 0");
        assertThatThrownBy(() -> SpikeCoding.TERNARY.encode(new int[] {Integer.MIN_VALUE}))
                .isInstanceOf(SpikingBrainException.class)
                .hasMessageContaining("use a bitwise coding");
        assertThatThrownBy(() -> SpikeCoding.TERNARY.encode(new int[] {Integer.MAX_VALUE, 0}))
                .isInstanceOf(SpikingBrainException.class)
                .hasMessageContaining("use a bitwise coding");
    }

    @Test
    void trainsCompareByTheirSpikes() {
        SpikeTrain train = SpikeCoding.TERNARY.encode(new int[] {2, -1});
        assertThat(train)
                .isEqualTo(SpikeTrain.of(2, 2, (t, i) -> i == 0 ? 1 : t - 1))
                .hasSameHashCodeAs(SpikeTrain.of(2, 2, (t, i) -> i == 0 ? 1 : t - 1));
        assertThat(train)
                .isNotEqualTo(SpikeCoding.TERNARY.encode(new int[] {2, 1}))
                .hasToString("SpikeTrain[steps=2, neurons=2, spikes=3]");
        assertThat(train.firingRate()).isEqualTo(0.75);
        assertThatThrownBy(() -> train.spike(2, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> SpikeTrain.of(1, 1, (t, i) -> 2)).isInstanceOf(IllegalArgumentException.class);
    }

    private static int[] magnitudes(int[] counts) {
        return Arrays.stream(counts).map(count -> count < 0 ? ~count : count).toArray();
    }

    private static void assertReturns(SpikeCoding coding, int[] counts) {
        assertThat(coding.decode(coding.encode(counts))).isEqualTo(counts);
    }
}
