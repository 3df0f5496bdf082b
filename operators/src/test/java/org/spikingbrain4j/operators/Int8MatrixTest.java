package org.spikingbrain4j.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Int8MatrixTest {

    @Test
    void knowsItsSizes() {
        Int8Matrix matrix = new Int8Matrix(
                codes(6, 5), scales(2, 5), new CodeExcess(new int[] {0, 0, 1, 1, 1, 1, 1}, new int[] {4}, new int[] {9
                }));
        assertThat(matrix.name()).isEqualTo("w.codes");
        assertThat(matrix.in()).isEqualTo(6);
        assertThat(matrix.out()).isEqualTo(5);
        assertThat(matrix.groupSize()).isEqualTo(3);
        assertThat(matrix.bytes()).isEqualTo(30 + 40 + 8);
    }

    @ParameterizedTest
    @ValueSource(floats = {0, -0f, -1, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void refusesScalesThatAreNotPositive(float wrong) {
        for (int place : List.of(0, 7, 9)) {
            float[] values = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
            values[place] = wrong;
            assertThatThrownBy(() -> matrix(codes(6, 5), HostTensor.of("w.scales", Shape.of(2, 5), values)))
                    .isInstanceOf(SpikingBrainException.class)
                    .hasMessageContainingAll("w.scales", "element " + place, String.valueOf(wrong));
        }
    }

    /** Beyond the piece that is read at once. */
    @Test
    void looksAtEveryScale() {
        float[] values = new float[70_000];
        Arrays.fill(values, 1);
        values[69_999] = -1;
        HostTensor scales = HostTensor.of("w.scales", Shape.of(1, 70_000), values);
        assertThatThrownBy(() -> matrix(codes(1, 70_000), scales)).hasMessageContaining("element 69999");
    }

    @Test
    void refusesGroupsThatDoNotDivide() {
        for (int groups : List.of(4, 5, 7, 12)) {
            assertThatThrownBy(() -> matrix(codes(6, 5), scales(groups, 5)))
                    .isInstanceOf(SpikingBrainException.class)
                    .hasMessageContainingAll("w.scales", "6 inputs", groups + " groups");
        }
    }

    @Test
    void refusesGroupsWhoseSumsCouldOverflow() {
        int in = Int8Matrix.LARGEST_GROUP + 1;
        assertThatThrownBy(() -> matrix(codes(in, 1), scales(1, 1)))
                .isInstanceOf(SpikingBrainException.class)
                .hasMessageContaining(String.valueOf(Int8Matrix.LARGEST_GROUP));
    }

    @Test
    void refusesOtherShapesAndTypes() {
        HostTensor codes = codes(6, 5);
        HostTensor scales = scales(2, 5);
        refused(codes, scales(2, 4));
        refused(codes, scales(2, 6));
        refused(codes, HostTensor.of("w.scales", Shape.of(10), new float[10]));
        refused(codes, HostTensor.of("w.scales", Shape.of(5, 2, 1), new float[10]));
        refused(codes, HostTensor.of("w.scales", Shape.of(2, 5), new double[10]));
        refused(codes, HostTensor.of("w.scales", Shape.of(0, 5), new float[0]));
        refused(HostTensor.of("w.codes", Shape.of(6, 5), new float[30]), scales);
        refused(new HostTensor("w.codes", DataType.U8, Shape.of(6, 5), MemorySegment.ofArray(new byte[30])), scales);
        refused(new HostTensor("w.codes", DataType.I8, Shape.of(30), MemorySegment.ofArray(new byte[30])), scales);
        refused(new HostTensor("w.codes", DataType.I8, Shape.of(0, 5), MemorySegment.ofArray(new byte[0])), scales);
    }

    private static void refused(HostTensor codes, HostTensor scales) {
        assertThatThrownBy(() -> new Int8Matrix(codes, scales, CodeExcess.none(6)))
                .isInstanceOf(SpikingBrainException.class)
                .hasMessageContaining("w.");
    }

    @Test
    void refusesTheExcessOfAnotherMatrix() {
        assertThatThrownBy(() -> new Int8Matrix(codes(6, 5), scales(2, 5), CodeExcess.none(5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("w.codes", "6", "5");
    }

    private static Int8Matrix matrix(HostTensor codes, HostTensor scales) {
        return new Int8Matrix(codes, scales, CodeExcess.none((int) codes.shape().dimension(0)));
    }

    private static HostTensor codes(int in, int out) {
        return new HostTensor("w.codes", DataType.I8, Shape.of(in, out), MemorySegment.ofArray(new byte[in * out]));
    }

    private static HostTensor scales(int groups, int out) {
        float[] values = new float[groups * out];
        Arrays.fill(values, 0.5f);
        return HostTensor.of("w.scales", Shape.of(groups, out), values);
    }
}
