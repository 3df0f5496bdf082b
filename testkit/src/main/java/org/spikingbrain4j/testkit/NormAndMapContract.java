package org.spikingbrain4j.testkit;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;

/** RMS norm and the element-wise maps, at ordinary and extreme magnitudes. */
public interface NormAndMapContract extends ContractSubject {
    /** Values at which a careless exponential overflows or loses everything. */
    List<Float> EXTREMES = List.of(
            0f, -0f, 1e-30f, -1e-30f, 1e-4f, -1e-4f, 1f, -1f, 20f, -20f, 88f, -88f, 90f, -90f, 100f, -100f, 1000f,
            -1000f, 1e4f, -1e4f);

    List<Integer> TAILS = List.of(1, 4, 13, 207, 1024);

    @ParameterizedTest(name = "rmsNorm, weight {0}")
    @EnumSource(names = {"F32", "BF16", "F16"})
    default void rmsNormAgrees(DataType type) {
        RandomData random = new RandomData(11);
        try (SideBySide sides = new SideBySide(this)) {
            for (int columns : TAILS) {
                HostTensor weight = random.vector("norm", type, columns, 1, 0.2);
                for (int rows : List.of(1, 3, 64)) {
                    for (double scale : List.of(1e-20, 1e-3, 1.0, 1e4, 1e15)) {
                        Matrix x = random.normal(rows, columns, scale);
                        sides.agree(
                                "rmsNorm [%d, %d] at %.0e, %s".formatted(rows, columns, scale, random),
                                (lane, ops) -> ops.rmsNorm(lane.upload(ops, x), lane.weight(weight), 1e-6));
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "rmsNorm of 6 heads of {0}")
    @ValueSource(ints = {8, 13, 16, 48, 64, 128})
    default void rmsNormPerHeadAgrees(int headDim) {
        RandomData random = new RandomData(12);
        try (SideBySide sides = new SideBySide(this)) {
            HostTensor weight = random.vector("g_norm", DataType.F32, headDim, 1, 0.2);
            Matrix x = random.normal(13, 6 * headDim, 1);
            sides.agree(random, (lane, ops) -> ops.rmsNorm(lane.upload(ops, x), lane.weight(weight), 1e-5));
        }
    }

    @Test
    default void zeroRowsStayZeroInRmsNorm() {
        try (SideBySide sides = new SideBySide(this)) {
            HostTensor weight = new RandomData(13).vector("norm", DataType.F32, 37, 1, 0.2);
            Matrix x = new Matrix(3, 37, new float[111]);
            sides.agree("zeros", (lane, ops) -> ops.rmsNorm(lane.upload(ops, x), lane.weight(weight), 1e-6));
        }
    }

    @Test
    default void mapsAgree() {
        RandomData random = new RandomData(14);
        try (SideBySide sides = new SideBySide(this)) {
            for (int columns : TAILS) {
                for (int rows : List.of(1, 4, 13)) {
                    Matrix x = random.normal(rows, columns, 3);
                    Matrix y = random.normal(rows, columns, 3);
                    String what = "[%d, %d], %s".formatted(rows, columns, random);
                    sides.agree("relu " + what, (lane, ops) -> ops.relu(lane.upload(ops, x)));
                    sides.agree("sigmoid " + what, (lane, ops) -> ops.sigmoid(lane.upload(ops, x)));
                    sides.agree(
                            "logOneMinusSigmoid " + what, (lane, ops) -> ops.logOneMinusSigmoid(lane.upload(ops, x)));
                    sides.agree("logSigmoid " + what, (lane, ops) -> ops.logSigmoid(lane.upload(ops, x), 1.0 / 16));
                    sides.agree(
                            "siluMul " + what, (lane, ops) -> ops.siluMul(lane.upload(ops, x), lane.upload(ops, y)));
                }
            }
        }
    }

    /** Each extreme value in a tensor of its own: a large neighbour would hide its error. */
    @Test
    default void mapsSurviveExtremes() {
        try (SideBySide sides = new SideBySide(this)) {
            for (float value : EXTREMES) {
                Matrix x = constant(value);
                Matrix up = constant(1.5f);
                sides.agree("sigmoid of " + value, (lane, ops) -> ops.sigmoid(lane.upload(ops, x)));
                sides.agree(
                        "logOneMinusSigmoid of " + value, (lane, ops) -> ops.logOneMinusSigmoid(lane.upload(ops, x)));
                sides.agree("relu of " + value, (lane, ops) -> ops.relu(lane.upload(ops, x)));
                sides.agree(
                        "siluMul of " + value, (lane, ops) -> ops.siluMul(lane.upload(ops, x), lane.upload(ops, up)));
                sides.agree("logSigmoid of " + value, (lane, ops) -> ops.logSigmoid(lane.upload(ops, x), 1.0 / 16));
            }
        }
    }

    private static Matrix constant(float value) {
        float[] values = new float[19];
        Arrays.fill(values, value);
        return Matrix.row(values);
    }
}
