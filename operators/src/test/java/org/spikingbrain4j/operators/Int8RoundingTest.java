package org.spikingbrain4j.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Int8RoundingTest {
    private static final Arena ARENA = Arena.ofAuto();

    @Test
    void turnsRowsIntoInputChannels() {
        HostTensor weight = HostTensor.of("w", Shape.of(2, 4), new float[] {1, 2, 3, 4, -10, 20, -30, 40});
        HostTensor scales = HostTensor.of("s", Shape.of(2, 2, 1), new float[] {1, 0.5f, 10, 2});
        Int8Matrix matrix = Int8Rounding.round(weight, scales, ARENA);
        assertThat(matrix.name()).isEqualTo("w");
        assertThat(matrix.codes().shape()).isEqualTo(Shape.of(4, 2));
        assertThat(matrix.codes().toDoubles()).containsExactly(1, -1, 2, 2, 6, -15, 8, 20);
        assertThat(matrix.scales().shape()).isEqualTo(Shape.of(2, 2));
        assertThat(matrix.scales().toFloats()).containsExactly(1, 10, 0.5f, 2);
        assertThat(matrix.excess().isEmpty()).isTrue();
    }

    @Test
    void tiesGoToEven() {
        float[] values = {0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -2.5f, 126.5f, 127.5f, -127.5f, -128.5f};
        assertThat(rounded(values, 1)).containsExactly(0, 2, 2, 0, -2, -2, 126, 128, -128, -128);
        assertThat(rounded(new float[] {0.25f, 0.75f, 1.25f}, 0.5f)).containsExactly(0, 2, 2);
    }

    /** Quotients that float32 rounds to a tie and double does not: the division must be the narrow one. */
    @Test
    void dividesInFloat32() {
        Random random = new Random(5);
        int narrowOnly = 0;
        for (int i = 0; i < 200_000; i++) {
            float scale = 0.001f + random.nextFloat() * 0.01f;
            float weight = (random.nextInt(128) + 0.5f) * scale;
            narrowOnly += Math.rint(weight / scale) == Math.rint((double) weight / scale) ? 0 : 1;
            if (i % 1000 == 0) {
                assertThat(rounded(new float[] {weight}, scale)).containsExactly((int) Math.rint(weight / scale));
            }
        }
        assertThat(narrowOnly).as("seed 5: cases that tell the divisions apart").isGreaterThan(1000);
    }

    /** code + excess = round(w / s), whatever the sizes. */
    @Property(tries = 60)
    void codeAndExcessAreTheQuotient(
            @ForAll @IntRange(min = 1, max = 150) int out,
            @ForAll @IntRange(min = 1, max = 4) int groups,
            @ForAll @IntRange(min = 1, max = 40) int groupSize,
            @ForAll long seed) {
        Random random = new Random(seed);
        int in = groups * groupSize;
        float[] scales = new float[out * groups];
        float[] weights = new float[out * in];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = 0.001f + random.nextFloat();
        }
        for (int i = 0; i < weights.length; i++) {
            // Most within a byte, some far beyond.
            int largest = random.nextInt(10) == 0 ? Int8Rounding.LARGEST_CODE : 140;
            weights[i] = scales[i / groupSize] * random.nextInt(-largest, largest + 1);
        }
        Int8Matrix matrix = Int8Rounding.round(
                HostTensor.of("w", Shape.of(out, in), weights),
                HostTensor.of("s", Shape.of(out, groups), scales),
                ARENA);
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
                float scale = scales[o * groups + i / groupSize];
                assertThat(weight(matrix, i, o)).as("input %d, output %d", i, o).isEqualTo((int)
                        Math.rint(weights[o * in + i] / scale));
                assertThat(matrix.scales().value((long) (i / groupSize) * out + o))
                        .isEqualTo(scale);
            }
        }
    }

    @Test
    void largestCodesAreKept() {
        assertThat(rounded(new float[] {32_767, -32_767, 127, -127, 128, -128}, 1))
                .containsExactly(32_767, -32_767, 127, -127, 128, -128);
    }

    @ParameterizedTest
    @ValueSource(floats = {32_768, -32_768, 1e30f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void refusesWhatIsBeyond(float value) {
        float[] weights = new float[200];
        weights[131] = value;
        HostTensor weight = HostTensor.of("layer.weight", Shape.of(100, 2), weights);
        assertThatThrownBy(() -> Int8Rounding.round(weight, ones(100, 1), ARENA))
                .isInstanceOf(SpikingBrainException.class)
                .hasMessageContainingAll("layer.weight", "[65, 1]", String.valueOf(value));
    }

    @ParameterizedTest
    @ValueSource(floats = {0, -1, Float.NaN, Float.POSITIVE_INFINITY})
    void refusesScalesThatAreNotPositive(float value) {
        HostTensor scales = HostTensor.of("layer.scales", Shape.of(3, 1, 1), new float[] {1, value, 1});
        assertThatThrownBy(() -> Int8Rounding.round(ones(3, 4), scales, ARENA))
                .isInstanceOf(SpikingBrainException.class)
                .hasMessageContainingAll("layer.scales", "element 1");
    }

    @Test
    void refusesOtherShapes() {
        List<HostTensor> wrong =
                List.of(ones(3, 3), ones(3, 8), ones(2, 2), ones(12), ones(3, 2, 2), ones(1, 3, 2), ones(3, 0));
        for (HostTensor scales : wrong) {
            assertThatThrownBy(() -> Int8Rounding.round(ones(3, 4), scales, ARENA))
                    .as("%s", scales.shape())
                    .isInstanceOf(SpikingBrainException.class)
                    .hasMessageContainingAll("ones", "[3, 4]", scales.shape().toString());
        }
        assertThatThrownBy(() -> Int8Rounding.round(ones(12), ones(12, 1), ARENA))
                .isInstanceOf(SpikingBrainException.class);
    }

    private static int[] rounded(float[] weights, float scale) {
        HostTensor weight = HostTensor.of("w", Shape.of(1, weights.length), weights);
        HostTensor scales = HostTensor.of("s", Shape.of(1, 1, 1), new float[] {scale});
        Int8Matrix matrix = Int8Rounding.round(weight, scales, ARENA);
        int[] codes = new int[weights.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = weight(matrix, i, 0);
        }
        return codes;
    }

    private static int weight(Int8Matrix matrix, int input, int output) {
        return (int) matrix.codes().value((long) input * matrix.out() + output)
                + matrix.excess().at(input, output);
    }

    private static HostTensor ones(long... dimensions) {
        Shape shape = Shape.of(dimensions);
        float[] values = new float[(int) shape.elements()];
        Arrays.fill(values, 1);
        return HostTensor.of("ones", shape, values);
    }
}
