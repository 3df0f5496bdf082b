package org.spikingbrain4j.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Numbers at the ends of float32; what lies between them is in testkit's contract. */
class ElementKernelsTest {
    private static final int COUNT = 37;

    static Stream<ElementKernels> kernels() {
        return Stream.of(new ScalarElementKernels(), new VectorElementKernels());
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void rmsNormOfHugeNumbersIsExact(ElementKernels kernels) {
        for (float huge : new float[] {1e18f, 1e20f, Float.MAX_VALUE}) {
            assertThat(rmsNorm(kernels, huge)).containsExactly(filled(1), within(1e-6f));
            assertThat(rmsNorm(kernels, -huge)).containsExactly(filled(-1), within(1e-6f));
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void rmsNormKeepsWhatIsNoNumber(ElementKernels kernels) {
        assertThat(rmsNorm(kernels, Float.NaN)).containsOnly(Float.NaN);
        assertThat(rmsNorm(kernels, Float.POSITIVE_INFINITY)).containsOnly(Float.NaN);
    }

    private static float[] rmsNorm(ElementKernels kernels, float value) {
        float[] ones = filled(1);
        float[] out = filled(Float.MIN_VALUE);
        kernels.rmsNorm(filled(value), 0, ones, 1e-6, out, 0);
        return out;
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void siluNeitherOverflowsNorLosesItsSign(ElementKernels kernels) {
        float[] out = new float[COUNT];
        kernels.siluMul(filled(-1e4f), 0, filled(1e30f), 0, COUNT, out, 0);
        assertThat(out).containsOnly(-0f);
        kernels.siluMul(filled(1e30f), 0, filled(-2), 0, COUNT, out, 0);
        assertThat(out).containsOnly(-2e30f);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void reluKeepsNaN(ElementKernels kernels) {
        float[] out = new float[COUNT];
        kernels.relu(filled(Float.NaN), 0, COUNT, out, 0);
        assertThat(out).containsOnly(Float.NaN);
        kernels.relu(filled(-Float.MAX_VALUE), 0, COUNT, out, 0);
        assertThat(out).containsOnly(0f);
    }

    private static float[] filled(float value) {
        float[] values = new float[COUNT];
        Arrays.fill(values, value);
        return values;
    }
}
