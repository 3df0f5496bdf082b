package org.spikingbrain4j.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RotaryFrequenciesTest {
    private static final MathContext DIGITS = new MathContext(50);

    @Test
    void isGeometric() {
        RotaryFrequencies frequencies = RotaryFrequencies.of(10_000, 8);
        assertThat(frequencies.headDim()).isEqualTo(8);
        assertThat(frequencies.inverse()).containsExactly(new double[] {1, 0.1, 0.01, 0.001}, within(1e-17));
    }

    /** theta^(-i/64), the root by six square roots at 50 digits. */
    @ParameterizedTest
    @ValueSource(longs = {1, 4096, 131_071, 4_000_000})
    void anglesStayExactAtPositionsOfMillions(long position) {
        RotaryFrequencies frequencies = RotaryFrequencies.of(1e6, 128);
        BigDecimal root = new BigDecimal(1_000_000);
        for (int i = 0; i < 6; i++) {
            root = root.sqrt(DIGITS);
        }
        BigDecimal angle = BigDecimal.valueOf(position);
        for (int i = 0; i < 64; i++) {
            assertThat(frequencies.angle(position, i))
                    .as("pair %d at position %d", i, position)
                    .isCloseTo(angle.doubleValue(), within(2e-9));
            angle = angle.divide(root, DIGITS);
        }
    }

    @Test
    void isAValueThatNobodyCanChange() {
        double[] inverse = {1, 0.5};
        RotaryFrequencies frequencies = new RotaryFrequencies(inverse);
        inverse[0] = 9;
        frequencies.inverse()[1] = 9;
        assertThat(frequencies.angle(3, 0)).isEqualTo(3);
        assertThat(frequencies.angle(3, 1)).isEqualTo(1.5);
        assertThat(frequencies)
                .isEqualTo(new RotaryFrequencies(new double[] {1, 0.5}))
                .hasSameHashCodeAs(new RotaryFrequencies(new double[] {1, 0.5}))
                .isNotEqualTo(new RotaryFrequencies(new double[] {1, 0.25}));
    }

    @Test
    void refusesOddHeads() {
        assertThatThrownBy(() -> RotaryFrequencies.of(1e4, 7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("7");
    }

    @Test
    void theBaseIsKnownWhereTheyArePlain() {
        RotaryFrequencies plain = RotaryFrequencies.of(12_345.6, 8);
        assertThat(plain.base()).hasValue(12_345.6);
        assertThat(new RotaryFrequencies(plain.inverse()).base()).isEmpty();
        assertThat(new RotaryFrequencies(plain.inverse())).isEqualTo(plain);
    }
}
