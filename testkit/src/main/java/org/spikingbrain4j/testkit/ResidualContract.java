package org.spikingbrain4j.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Tensor;

/** {@code residual}: x plus a branch of x, whose tensors end with it. */
public interface ResidualContract extends ContractSubject {

    @Test
    default void residualAddsTheBranch() {
        RandomData random = new RandomData(51);
        try (SideBySide sides = new SideBySide(this)) {
            for (int columns : List.of(1, 4, 13, 207)) {
                HostTensor norm = random.vector("norm", DataType.F32, columns, 1, 0.1);
                HostTensor weight = random.weight("w", DataType.F32, columns, columns);
                for (int rows : List.of(1, 4, 13)) {
                    Matrix x = random.normal(rows, columns, 1);
                    sides.agree(
                            "[%d, %d], %s".formatted(rows, columns, random),
                            (lane, ops) -> ops.residual(
                                    lane.upload(ops, x),
                                    r -> ops.linear(ops.rmsNorm(r, lane.weight(norm), 1e-6), lane.weight(weight))));
                }
            }
        }
    }

    /** The branch reads x again after it has made other tensors. */
    @Test
    default void branchMayUseXAsLongAsItRuns() {
        RandomData random = new RandomData(52);
        Matrix x = random.normal(5, 33, 1);
        try (SideBySide sides = new SideBySide(this)) {
            sides.agree(
                    random,
                    (lane, ops) -> ops.residual(lane.upload(ops, x), r -> {
                        Tensor first = ops.relu(r);
                        Tensor second = ops.logSigmoid(r, 1);
                        return ops.siluMul(first, ops.siluMul(second, r));
                    }));
        }
    }

    @Test
    default void branchMayReturnXItself() {
        RandomData random = new RandomData(53);
        Matrix x = random.normal(3, 13, 1);
        try (SideBySide sides = new SideBySide(this)) {
            sides.agree(random, (lane, ops) -> ops.residual(lane.upload(ops, x), r -> r));
        }
    }

    /** A tensor made before the branches stays what it was. */
    @Test
    default void chainedAndNestedResidualsAgree() {
        RandomData random = new RandomData(54);
        HostTensor weight = random.weight("w", DataType.F32, 37, 37);
        Matrix x = random.normal(7, 37, 1);
        try (SideBySide sides = new SideBySide(this)) {
            sides.agree(random, (lane, ops) -> {
                Tensor kept = ops.relu(lane.upload(ops, x));
                Tensor y = lane.upload(ops, x);
                for (int i = 0; i < 20; i++) {
                    y = ops.residual(y, r -> ops.residual(ops.linear(r, lane.weight(weight)), ops::relu));
                }
                return ops.siluMul(kept, ops.rmsNorm(y, lane.weight(ones(37)), 1e-6));
            });
        }
    }

    @Test
    default void tensorsOfTheBranchEndWithIt() {
        List<Tensor> leaked = new ArrayList<>();
        try (Lane lane = new Lane(backend());
                Operators operators = lane.backend().openPass()) {
            operators.residual(lane.upload(operators, Matrix.row(1, 2, 3)), r -> {
                leaked.add(operators.relu(r));
                return r;
            });
            assertThatThrownBy(() -> operators.toHost(leaked.getFirst())).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    default void branchOfAnotherShapeIsRefused() {
        try (Lane lane = new Lane(backend());
                Operators operators = lane.backend().openPass()) {
            Tensor x = lane.upload(operators, new RandomData(55).normal(3, 4, 1));
            assertThatThrownBy(() -> operators.residual(x, r -> operators.selectRows(r, new int[] {0})))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static HostTensor ones(int n) {
        return new RandomData(0).vector("ones", DataType.F32, n, 1, 0);
    }
}
