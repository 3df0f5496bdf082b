package org.spikingbrain4j.testkit;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;

/** {@code linear} for every weight format, from one row to many, at sizes that fit no vector. */
public interface LinearContract extends ContractSubject {
    /** Row counts about the borders of register blocks. */
    List<Integer> LINEAR_ROWS = List.of(1, 2, 3, 8, 11, 12, 13, 16, 37, 64, 130);

    List<Integer> LINEAR_SIZES = List.of(1, 5, 31, 33, 100, 257, 384);

    static Stream<Arguments> linearWeights() {
        return Stream.of(DataType.F32, DataType.BF16, DataType.F16, DataType.I8)
                .flatMap(type -> LINEAR_SIZES.stream().map(in -> Arguments.of(type, in)));
    }

    @ParameterizedTest(name = "linear {0} with {1} inputs")
    @MethodSource("org.spikingbrain4j.testkit.LinearContract#linearWeights")
    default void linearAgrees(DataType type, int in) {
        RandomData random = new RandomData(31 + in);
        try (SideBySide sides = new SideBySide(this)) {
            for (int out : LINEAR_SIZES) {
                HostTensor weight = random.weight("w", type, out, in);
                HostTensor bias = random.vector("b", type == DataType.I8 ? DataType.F32 : type, out, 0, 1);
                for (int rows : LINEAR_ROWS) {
                    Matrix x = random.normal(rows, in, 1);
                    String what = "linear %s [%d, %d], %d rows, %s".formatted(type, out, in, rows, random);
                    sides.agree(what, (lane, ops) -> ops.linear(lane.upload(ops, x), lane.weight(weight)));
                    sides.agree(
                            what + ", bias",
                            (lane, ops) -> ops.linear(lane.upload(ops, x), lane.weight(weight), lane.weight(bias)));
                }
            }
        }
    }

    @ParameterizedTest(name = "linear {0} of a model''s width")
    @MethodSource("org.spikingbrain4j.testkit.LinearContract#wideTypes")
    default void wideLinearAgrees(DataType type) {
        RandomData random = new RandomData(7);
        try (SideBySide sides = new SideBySide(this)) {
            HostTensor weight = random.weight("w", type, 515, 1549);
            for (int rows : List.of(1, 21)) {
                Matrix x = random.normal(rows, 1549, 1);
                sides.agree(
                        "linear %s [515, 1549], %d rows, %s".formatted(type, rows, random),
                        (lane, ops) -> ops.linear(lane.upload(ops, x), lane.weight(weight)));
            }
        }
    }

    /** Tensors of a mapped checkpoint may start at any byte. */
    @ParameterizedTest(name = "linear {0} from unaligned native memory")
    @MethodSource("org.spikingbrain4j.testkit.LinearContract#wideTypes")
    default void unalignedWeightsAgree(DataType type) {
        RandomData random = new RandomData(17);
        try (Arena arena = Arena.ofShared();
                SideBySide sides = new SideBySide(this)) {
            HostTensor weight = random.weight("w", type, 33, 257);
            MemorySegment odd = arena.allocate(weight.data().byteSize() + 1, 64).asSlice(1);
            odd.copyFrom(weight.data());
            HostTensor mapped = new HostTensor("w", type, weight.shape(), odd);
            for (int rows : List.of(1, 21)) {
                Matrix x = random.normal(rows, 257, 1);
                sides.agree(
                        "unaligned linear %s, %d rows, %s".formatted(type, rows, random),
                        (lane, ops) -> ops.linear(lane.upload(ops, x), lane.weight(mapped)));
            }
        }
    }

    static Stream<DataType> wideTypes() {
        return Stream.of(DataType.F32, DataType.BF16, DataType.F16, DataType.I8);
    }
}
