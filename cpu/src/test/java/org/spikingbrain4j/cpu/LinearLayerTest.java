package org.spikingbrain4j.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.Shape;

/** What the operator contract does not ask: which bits a result may depend on. */
class LinearLayerTest {
    private static final int OUT = 207;
    private static final int IN = 333;

    private final Arena arena = Arena.ofShared();
    private final Random random = new Random(7);

    @AfterEach
    void free() {
        arena.close();
    }

    @ParameterizedTest
    @CsvSource({"F32, 1", "BF16, 1", "F16, 1", "I8, 1", "F32, 3", "BF16, 3", "F16, 3", "I8, 3"})
    void rowOfASmallBatchHasTheBitsItHasAlone(DataType type, int threads) {
        CpuWeight weight = weight(type, 0);
        float[] x = activations(12);
        float[] batch = run(threads, weight, x);
        for (int row = 0; row < 12; row++) {
            float[] alone = run(threads, weight, Arrays.copyOfRange(x, row * IN, (row + 1) * IN));
            assertThat(Arrays.copyOfRange(batch, row * OUT, (row + 1) * OUT)).isEqualTo(alone);
        }
    }

    /** Sixty sequences that read a token each; some that read two. */
    @ParameterizedTest
    @CsvSource({"F32, 1", "BF16, 1", "F16, 1", "I8, 1", "F32, 3", "BF16, 3", "F16, 3", "I8, 3"})
    void rowsOfManySequencesHaveTheBitsTheyHaveAlone(DataType type, int threads) {
        CpuWeight weight = weight(type, 0);
        float[] x = activations(122);
        float[] together = run(threads, weight, x, 2);
        for (int row = 0; row < 122; row += 2) {
            float[] alone = run(threads, weight, Arrays.copyOfRange(x, row * IN, (row + 2) * IN));
            assertThat(Arrays.copyOfRange(together, row * OUT, (row + 2) * OUT)).isEqualTo(alone);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 13, 130, 600})
    void resultDoesNotDependOnTheThreads(int rows) {
        for (DataType type : new DataType[] {DataType.F32, DataType.BF16, DataType.F16, DataType.I8}) {
            CpuWeight weight = weight(type, 0);
            float[] x = activations(rows);
            float[] expected = run(1, weight, x);
            assertThat(run(2, weight, x)).isEqualTo(expected);
            assertThat(run(5, weight, x)).isEqualTo(expected);
        }
    }

    /** Safetensors data begin at any byte. */
    @ParameterizedTest
    @CsvSource({"F32, 1", "BF16, 1", "F16, 1", "F32, 50", "BF16, 50", "F16, 50"})
    void alignmentDoesNotMatter(DataType type, int rows) {
        float[] x = activations(rows);
        CpuWeight aligned = weight(type, 0);
        for (int shift : new int[] {1, 2, 7}) {
            MemorySegment moved = arena.allocate(aligned.data().byteSize() + shift, 64)
                    .asSlice(shift)
                    .copyFrom(aligned.data());
            CpuWeight unaligned = new CpuWeight("w", type, aligned.shape(), moved, new float[0]);
            assertThat(run(1, unaligned, x)).isEqualTo(run(1, aligned, x));
        }
    }

    private CpuWeight weight(DataType type, int shift) {
        long bytes = (long) OUT * IN * type.bytes();
        MemorySegment data = arena.allocate(bytes + shift, 64).asSlice(shift);
        for (long i = 0; i < OUT * IN; i++) {
            float value = (float) random.nextGaussian();
            switch (type) {
                case F32 -> data.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4 * i, value);
                case BF16 ->
                    data.set(ValueLayout.JAVA_SHORT_UNALIGNED, 2 * i, (short) (Float.floatToRawIntBits(value) >>> 16));
                case F16 -> data.set(ValueLayout.JAVA_SHORT_UNALIGNED, 2 * i, Float.floatToFloat16(value));
                default -> data.set(ValueLayout.JAVA_BYTE, i, (byte) (40 * value));
            }
        }
        return new CpuWeight("w", type, Shape.of(OUT, IN), data, new float[0]);
    }

    private float[] activations(int rows) {
        float[] x = new float[rows * IN];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    private static float[] run(int threads, CpuWeight weight, float[] x) {
        return run(threads, weight, x, x.length / IN);
    }

    private static float[] run(int threads, CpuWeight weight, float[] x, int longestSpan) {
        LinearKernels kernels = KernelProvider.kernels(KernelChoice.AUTO).linear();
        try (WorkerPool pool = new WorkerPool(threads);
                LinearLayer layer = new LinearLayer(kernels, pool)) {
            ScratchArena scratch = new ScratchArena(true);
            CpuTensor in = scratch.allocate(x.length / IN, IN);
            System.arraycopy(x, 0, in.array(), in.offset(), x.length);
            CpuTensor out = scratch.allocate(in.rows(), OUT);
            layer.apply(in, longestSpan, weight, new float[0], out, scratch);
            return Arrays.copyOfRange(out.array(), out.offset(), out.offset() + out.size());
        }
    }
}
