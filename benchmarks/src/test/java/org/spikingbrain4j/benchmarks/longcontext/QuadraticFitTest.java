package org.spikingbrain4j.benchmarks.longcontext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.spikingbrain4j.benchmarks.longcontext.QuadraticFit.Point;

class QuadraticFitTest {
    private static final List<Double> LENGTHS = List.of(1024.0, 4096.0, 16384.0, 65536.0, 262144.0);

    @Property
    void recoversBothTerms(
            @ForAll @DoubleRange(min = -5, max = -2) double linearExponent,
            @ForAll @DoubleRange(min = -10, max = -7) double quadraticExponent) {
        QuadraticFit made = new QuadraticFit(Math.pow(10, linearExponent), Math.pow(10, quadraticExponent));
        QuadraticFit fit = QuadraticFit.of(
                LENGTHS.stream().map(n -> new Point(n, made.at(n))).toList());
        assertThat(fit.at(4096)).isCloseTo(made.at(4096), within(1e-6 * made.at(4096)));
        assertThat(fit.at(4e6)).isCloseTo(made.at(4e6), within(1e-4 * made.at(4e6)));
    }

    @Test
    void residualsAreSharesOfTheMeasured() {
        QuadraticFit fit = new QuadraticFit(0.001, 0);
        assertThat(fit.residual(new Point(1000, 1.25))).isCloseTo(0.2, within(1e-12));
        assertThat(fit.residual(new Point(1000, 0.8))).isCloseTo(-0.25, within(1e-12));
    }

    @Test
    void relativeErrorsCountAlike() {
        // The same share too much on a short and on a long text moves the fit by that share, whatever the length.
        QuadraticFit made = new QuadraticFit(1e-4, 1e-9);
        QuadraticFit fit = QuadraticFit.of(
                LENGTHS.stream().map(n -> new Point(n, 1.1 * made.at(n))).toList());
        assertThat(fit.linear()).isCloseTo(1.1e-4, within(1e-9));
        assertThat(fit.quadratic()).isCloseTo(1.1e-9, within(1e-14));
    }

    @Test
    void noTermIsNegative() {
        List<Point> slower =
                Stream.of(1.0, 2.0, 4.0).map(n -> new Point(n, Math.sqrt(n))).toList();
        assertThat(QuadraticFit.of(slower).quadratic()).isZero();
        List<Point> cubic =
                Stream.of(1.0, 2.0, 4.0).map(n -> new Point(n, n * n * n)).toList();
        assertThat(QuadraticFit.of(cubic).linear()).isZero();
    }

    @Test
    void oneLengthIsTooFew() {
        assertThatThrownBy(() -> QuadraticFit.of(List.of(new Point(8, 1), new Point(8, 2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two lengths");
    }
}
