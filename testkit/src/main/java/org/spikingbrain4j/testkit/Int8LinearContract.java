package org.spikingbrain4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Int8Matrix;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.SpikeExecution;
import org.spikingbrain4j.operators.Weight;

/**
 * {@code linear} with integer weights. On spikes both executions give one result to the last bit (spec 6.2): products are summed as
 * integers, exactly, whatever the counts and the excess; float32 adds the groups in their order.
 */
public interface Int8LinearContract extends ContractSubject {
    List<Integer> INT8_OUTPUTS = List.of(1, 5, 31, 33, 64, 100, 257);

    List<Integer> INT8_ROWS = List.of(1, 2, 3, 8, 9, 13, 37, 130);

    /** Inputs and the size of their groups. */
    static Stream<Arguments> int8Groups() {
        return Stream.of(
                        List.of(1, 1),
                        List.of(5, 5),
                        List.of(33, 33),
                        List.of(64, 32),
                        List.of(128, 128),
                        List.of(128, 64),
                        List.of(231, 33),
                        List.of(231, 7),
                        List.of(257, 257),
                        List.of(257, 1),
                        List.of(384, 128),
                        List.of(384, 32),
                        List.of(896, 896),
                        List.of(896, 128),
                        List.of(896, 64))
                .map(sizes -> Arguments.of(sizes.getFirst(), sizes.getLast()));
    }

    @ParameterizedTest(name = "integer linear on dense activations, {0} inputs in groups of {1}")
    @MethodSource("org.spikingbrain4j.testkit.Int8LinearContract#int8Groups")
    default void denseActivationsAgree(int in, int groupSize) {
        RandomData random = new RandomData(211 + in + groupSize);
        try (SideBySide sides = new SideBySide(this)) {
            for (int i = 0; i < INT8_OUTPUTS.size(); i++) {
                int out = INT8_OUTPUTS.get(i);
                Int8Matrix weight =
                        Int8Case.random(random, in, out, groupSize, codes(i)).matrix();
                HostTensor bias = random.vector("b", DataType.F32, out, 0, 1);
                for (int rows : someRows(i)) {
                    Matrix x = random.normal(rows, in, 1);
                    String what = "[%d, %d] in groups of %d, %d rows, %s".formatted(in, out, groupSize, rows, random);
                    sides.agree(what, (lane, ops) -> ops.linear(lane.upload(ops, x), lane.weight(weight)));
                    sides.agree(
                            what + ", bias",
                            (lane, ops) -> ops.linear(lane.upload(ops, x), lane.weight(weight), lane.weight(bias)));
                }
            }
        }
    }

    @ParameterizedTest(name = "integer linear on spikes, {0} inputs in groups of {1}")
    @MethodSource("org.spikingbrain4j.testkit.Int8LinearContract#int8Groups")
    default void spikesAreExact(int in, int groupSize) {
        RandomData random = new RandomData(212 + in + groupSize);
        try (Lane lane = new Lane(backend())) {
            Int8Comparison comparison = new Int8Comparison(this, lane);
            for (int i = 0; i < INT8_OUTPUTS.size(); i++) {
                Int8Case weight = Int8Case.random(random, in, INT8_OUTPUTS.get(i), groupSize, codes(i));
                HostTensor bias = random.vector("b", DataType.F32, INT8_OUTPUTS.get(i), 0, 1);
                for (int rows : someRows(i)) {
                    Activity.Rows x = Activity.EVERYTHING.rows(random, rows, in);
                    comparison.exact("%s, %s, %s".formatted(weight, x, random), weight, bias, x);
                }
            }
        }
    }

    /** Sizes at which back ends cut the work into several pieces, by outputs, rows or inputs. */
    @ParameterizedTest(name = "integer linear on spikes, {0} inputs in groups of {1}, {2} outputs, {3} rows")
    @CsvSource({
        "128, 128, 33000, 1",
        "128, 64, 9000, 4",
        "256, 128, 2500, 9",
        "128, 128, 300, 600",
        "1600, 1600, 40, 9",
        "4224, 128, 70, 2"
    })
    default void largeSpikedLinearsAreExact(int in, int groupSize, int out, int rows) {
        RandomData random = new RandomData(214);
        try (Lane lane = new Lane(backend())) {
            Int8Case weight = Int8Case.random(random, in, out, groupSize, Int8Case.Codes.EXCESS);
            HostTensor bias = random.vector("b", DataType.F32, out, 0, 1);
            Activity.Rows x = Activity.EVERYTHING.rows(random, rows, in);
            new Int8Comparison(this, lane).exact("%s, %s, %s".formatted(weight, x, random), weight, bias, x);
        }
    }

    // Two row counts for each size of output: all of them over the list, at a seventh of the time.
    private static List<Integer> someRows(int index) {
        return List.of(INT8_ROWS.get(index), INT8_ROWS.get((index + 3) % INT8_ROWS.size()));
    }

    private static Int8Case.Codes codes(int index) {
        return Int8Case.Codes.values()[index % Int8Case.Codes.values().length];
    }

    @ParameterizedTest(name = "integer linear on {0} spikes")
    @EnumSource
    default void everyActivityIsExact(Activity activity) {
        RandomData random = new RandomData(213);
        try (Lane lane = new Lane(backend())) {
            Int8Comparison comparison = new Int8Comparison(this, lane);
            for (Int8Case.Codes codes : Int8Case.Codes.values()) {
                Int8Case weight = Int8Case.random(random, 384, 100, 128, codes);
                HostTensor bias = random.vector("b", DataType.BF16, 100, 0, 1);
                for (int rows : List.of(1, 4, 17)) {
                    Activity.Rows x = activity.rows(random, rows, 384);
                    int[] counts = comparison
                            .exact("%s of %s, %s, %s".formatted(weight, codes, x, random), weight, bias, x)
                            .spikes()
                            .counts();
                    assertThat(largest(counts)).as("%s, %s", x, random).satisfies(activity::requireLargest);
                }
            }
        }
    }

    private static int largest(int[] counts) {
        return Arrays.stream(counts).map(Math::abs).max().orElseThrow();
    }

    /** A model's width, enough rows for every thread. */
    @Test
    default void wideSpikesAreExact() {
        RandomData random = new RandomData(214);
        try (Lane lane = new Lane(backend())) {
            Int8Comparison comparison = new Int8Comparison(this, lane);
            Int8Case weight = Int8Case.random(random, 1024, 515, 128, Int8Case.Codes.EXCESS);
            HostTensor bias = random.vector("b", DataType.F32, 515, 0, 1);
            for (int rows : List.of(1, 8, 21)) {
                Activity.Rows x = Activity.EVERYTHING.rows(random, rows, 1024);
                comparison.exact("%s, %s, %s".formatted(weight, x, random), weight, bias, x);
            }
        }
    }

    static LongStream int8Seeds() {
        return LongStream.range(1000, 1040);
    }

    /** Sizes, groups, codes and counts all at random. */
    @ParameterizedTest(name = "integer linear on spikes, seed {0}")
    @MethodSource("org.spikingbrain4j.testkit.Int8LinearContract#int8Seeds")
    default void randomSpikesAreExact(long seed) {
        RandomData random = new RandomData(seed);
        int groupSize = random.whole(1, 140);
        int in = groupSize * random.whole(1, 4);
        int out = random.whole(1, 140);
        Int8Case weight = Int8Case.random(random, in, out, groupSize, random.pick(List.of(Int8Case.Codes.values())));
        HostTensor bias = random.vector("b", DataType.F32, out, 0, 1);
        Activity.Rows x = random.pick(List.of(Activity.values())).rows(random, random.whole(1, 20), in);
        try (Lane lane = new Lane(backend())) {
            String what = "%s, %s, %s".formatted(weight, x, random);
            new Int8Comparison(this, lane).exact(what, weight, bias, x);
        }
    }

    @ParameterizedTest(name = "rows together and alone, {0}")
    @EnumSource
    default void rowsInABatchGiveTheirOwnBits(SpikeExecution execution) {
        RandomData random = new RandomData(215);
        try (Lane lane = new Lane(backend())) {
            Int8Comparison comparison = new Int8Comparison(this, lane);
            Int8Case weight = Int8Case.random(random, 384, 100, 128, Int8Case.Codes.EXCESS);
            HostTensor bias = random.vector("b", DataType.F32, 100, 0, 1);
            Activity.Rows x = Activity.EVERYTHING.rows(random, 37, 384);
            Matrix together = new Matrix(
                    37, 100, comparison.run(weight, bias, x, execution).biased());
            for (int t = 0; t < 37; t++) {
                float[] alone =
                        comparison.run(weight, bias, x.slice(t, 1), execution).biased();
                Bits.same("row %d, %s, %s".formatted(t, x, random), together.rowValues(t), alone);
            }
        }
    }

    /** Tensors of a mapped checkpoint may start at any byte. */
    @Test
    default void unalignedIntegersAreExact() {
        RandomData random = new RandomData(216);
        try (Arena arena = Arena.ofShared();
                Lane lane = new Lane(backend())) {
            Int8Case weight = Int8Case.random(random, 264, 97, 33, Int8Case.Codes.EXCESS);
            Int8Matrix heap = weight.matrix();
            Int8Case mapped = new Int8Case(
                    new Int8Matrix(unaligned(heap.codes(), arena), unaligned(heap.scales(), arena), heap.excess()),
                    weight.weights(),
                    weight.scales());
            HostTensor bias = random.vector("b", DataType.F32, 97, 0, 1);
            for (int rows : List.of(1, 21)) {
                Activity.Rows x = Activity.EVERYTHING.rows(random, rows, 264);
                String what = "unaligned %s, %s, %s".formatted(mapped, x, random);
                new Int8Comparison(this, lane).exact(what, mapped, bias, x);
            }
        }
    }

    private static HostTensor unaligned(HostTensor tensor, Arena arena) {
        MemorySegment odd = arena.allocate(tensor.data().byteSize() + 1, 64).asSlice(1);
        odd.copyFrom(tensor.data());
        return new HostTensor(tensor.name(), tensor.dataType(), tensor.shape(), odd);
    }

    @Test
    default void integerWeightsHaveNameTypeAndShape() {
        try (Lane lane = new Lane(backend())) {
            Weight weight = lane.weight(Int8Case.random(new RandomData(217), 10, 3, 5, Int8Case.Codes.BYTES)
                    .matrix());
            assertThat(weight.name()).isEqualTo("w.codes");
            assertThat(weight.dataType()).isEqualTo(DataType.I8);
            assertThat(weight.shape()).isEqualTo(Shape.of(3, 10));
        }
    }
}
