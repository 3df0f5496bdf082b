package org.spikingbrain4j.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.spikingbrain4j.cpu.VectorWidth.LANES;

import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class VectorMathTest {

    @Test
    void expIsWithinOneUlpOverTheWholeRange() {
        assertThat(worstUlps(VectorMathTest::exp, Math::exp, -87.3f, 88.7f)).isLessThanOrEqualTo(1.5);
    }

    @Test
    void expOfSmallNumbersIsWithinOneUlp() {
        assertThat(worstUlps(VectorMathTest::exp, Math::exp, -1e-3f, 1e-3f)).isLessThanOrEqualTo(1.5);
    }

    @Test
    void expUnderflowsGradually() {
        assertThat(worstUlps(VectorMathTest::exp, Math::exp, -103.9f, -87.3f)).isLessThanOrEqualTo(2);
    }

    @Test
    void expAtTheEdges() {
        assertThat(exp(Float.NEGATIVE_INFINITY)).isZero();
        assertThat(exp(-Float.MAX_VALUE)).isZero();
        assertThat(exp(-104)).isZero();
        assertThat(exp(-1e4f)).isZero();
        assertThat(exp(0f)).isEqualTo(1f);
        assertThat(exp(-0f)).isEqualTo(1f);
        assertThat(exp(Float.MIN_VALUE)).isEqualTo(1f);
        assertThat(exp(88.8f)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(exp(Float.MAX_VALUE)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(exp(Float.POSITIVE_INFINITY)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(exp(Float.NaN)).isNaN();
    }

    @Test
    void scalarExpHasTheSameEdges() {
        assertThat(ScalarMath.exp(Float.NEGATIVE_INFINITY)).isZero();
        assertThat(ScalarMath.exp(88.8f)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(ScalarMath.exp(Float.NaN)).isNaN();
    }

    @Test
    void logSigmoidIsAccurateOverTheWholeRange() {
        DoubleUnaryOperator exact = x -> Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x)));
        assertThat(worstUlps(VectorMathTest::logSigmoid, exact, -100f, 87f)).isLessThanOrEqualTo(4);
        assertThat(worstUlps(VectorMathTest::logSigmoid, exact, -1f, 1f)).isLessThanOrEqualTo(4);
        for (float x : new float[] {-1e30f, -100f, -1f, 0f, 1f, 30f}) {
            assertThat(ScalarMath.logSigmoid(x)).isEqualTo((float) exact.applyAsDouble(x));
        }
    }

    @Test
    void logSigmoidAtTheEdges() {
        assertThat(logSigmoid(1e30f)).isZero();
        assertThat(logSigmoid(-1e30f)).isEqualTo(-1e30f);
        assertThat(logSigmoid(Float.POSITIVE_INFINITY)).isZero();
        assertThat(logSigmoid(Float.NEGATIVE_INFINITY)).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(logSigmoid(Float.NaN)).isNaN();
    }

    private static float exp(float x) {
        return last(VectorMathTest::exp, x);
    }

    private static float logSigmoid(float x) {
        return last(VectorMathTest::logSigmoid, x);
    }

    private static float last(BiConsumer<float[], float[]> function, float x) {
        float[] from = new float[LANES];
        float[] to = new float[LANES];
        Arrays.fill(from, x);
        function.accept(from, to);
        return to[LANES - 1];
    }

    private static void exp(float[] from, float[] to) {
        new VectorAttentionKernels().exp(from, 0, to, from.length);
    }

    private static void logSigmoid(float[] from, float[] to) {
        new VectorElementKernels().logSigmoid(from, 0, from.length, 1, to, 0);
    }

    /** Largest error in units of the last place of the exact result, over a dense grid. */
    private static double worstUlps(
            BiConsumer<float[], float[]> function, DoubleUnaryOperator exact, float low, float high) {
        int points = 400_000 / LANES * LANES;
        float[] x = new float[points];
        float[] y = new float[points];
        for (int i = 0; i < points; i++) {
            x[i] = (float) (low + (high - (double) low) * i / (points - 1));
        }
        function.accept(x, y);
        double worst = 0;
        for (int i = 0; i < points; i++) {
            double expected = exact.applyAsDouble(x[i]);
            worst = Math.max(worst, Math.abs(y[i] - expected) / Math.ulp((float) expected));
        }
        return worst;
    }
}
