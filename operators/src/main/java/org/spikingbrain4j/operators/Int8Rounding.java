package org.spikingbrain4j.operators;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Rounds float weights by given scales, once (spec 6.2). */
public final class Int8Rounding {
    /** Largest magnitude of an integer weight, byte and excess together. */
    public static final int LARGEST_CODE = Short.MAX_VALUE;

    /** Output rows that are transposed at a time: a cache line of codes. */
    private static final int BLOCK = 64;

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final HostTensor weight;
    private final HostTensor scales;
    private final int in;
    private final int out;
    private final int groups;

    private Int8Rounding(HostTensor weight, HostTensor scales) {
        this.weight = weight;
        this.scales = scales;
        requireShapes(weight, scales);
        this.out = Math.toIntExact(weight.shape().dimension(0));
        this.in = Math.toIntExact(weight.shape().dimension(1));
        this.groups = Math.toIntExact(scales.shape().dimension(1));
    }

    /**
     * code = round(w / s), float32 division, ties to even, nothing clipped: beyond a byte it goes into the excess.
     *
     * @param weight floats [out, in]
     * @param scales [out, groups] or [out, groups, 1], each for in / groups consecutive inputs
     * @param arena owns the result's memory; shared, because several threads fill it
     * @throws SpikingBrainException where the shapes do not fit, a scale is not positive, a weight is not finite or its code
     *     is beyond {@link #LARGEST_CODE}
     */
    public static Int8Matrix round(HostTensor weight, HostTensor scales, Arena arena) {
        return new Int8Rounding(weight, scales).matrix(arena);
    }

    private static void requireShapes(HostTensor weight, HostTensor scales) {
        Shape w = weight.shape();
        Shape s = scales.shape();
        boolean fit = w.rank() == 2
                && (s.rank() == 2 || (s.rank() == 3 && s.dimension(2) == 1))
                && s.dimension(0) == w.dimension(0)
                && s.dimension(1) > 0
                && w.dimension(1) % s.dimension(1) == 0;
        if (!fit) {
            throw new SpikingBrainException(
                    "tensor %s: expected [out, groups, 1] with groups that divide the inputs of %s %s, found %s"
                            .formatted(scales.name(), weight.name(), w, s));
        }
        Int8Matrix.requirePositive(scales);
    }

    private Int8Matrix matrix(Arena arena) {
        MemorySegment codes = arena.allocate((long) in * out, 64);
        MemorySegment transposedScales = arena.allocate(4L * groups * out, 64);
        long[][] excess = IntStream.range(0, Math.ceilDiv(out, BLOCK))
                .parallel()
                .mapToObj(block -> round(block * BLOCK, codes, transposedScales))
                .toArray(long[][]::new);
        return new Int8Matrix(
                new HostTensor(weight.name(), DataType.I8, Shape.of(in, out), codes),
                new HostTensor(scales.name(), DataType.F32, Shape.of(groups, out), transposedScales),
                collect(excess));
    }

    /** Rounds a block of rows and returns its excess as numbers that sort by input, then output. */
    private long[] round(int first, MemorySegment codes, MemorySegment transposedScales) {
        int rows = Math.min(BLOCK, out - first);
        float[] weights = new float[in];
        float[] scale = new float[groups];
        byte[] transposed = new byte[in * rows];
        long[] excess = new long[16];
        int found = 0;
        for (int r = 0; r < rows; r++) {
            weight.read((long) (first + r) * in, weights, 0, in);
            scales.read((long) (first + r) * groups, scale, 0, groups);
            for (int g = 0; g < groups; g++) {
                transposedScales.set(FLOAT, 4L * ((long) g * out + first + r), scale[g]);
            }
            for (int i = 0; i < in; i++) {
                int code = code(weights[i], scale[i / (in / groups)], first + r, i);
                int kept = Math.clamp(code, -Byte.MAX_VALUE, Byte.MAX_VALUE);
                transposed[i * rows + r] = (byte) kept;
                if (code != kept) {
                    excess = found == excess.length ? Arrays.copyOf(excess, 2 * found) : excess;
                    excess[found++] = key(i, first + r, code - kept);
                }
            }
        }
        for (int i = 0; i < in; i++) {
            MemorySegment.copy(transposed, i * rows, codes, ValueLayout.JAVA_BYTE, (long) i * out + first, rows);
        }
        return Arrays.copyOf(excess, found);
    }

    private int code(float w, float scale, int row, int column) {
        double code = Math.rint(w / scale);
        if (!(Math.abs(code) <= LARGEST_CODE)) {
            throw new SpikingBrainException(
                    "tensor %s: element [%d, %d]: expected a weight of at most %d scales, found %s with scale %s; the scales belong to other weights"
                            .formatted(weight.name(), row, column, LARGEST_CODE, w, scale));
        }
        return (int) code;
    }

    // 21 bits of input, 26 of output (more than tensors have), 17 of the amount, shifted to be positive.
    private static long key(int input, int output, int amount) {
        return (long) input << 43 | (long) output << 17 | (amount + (1 << 16));
    }

    private CodeExcess collect(long[][] blocks) {
        long[] sorted =
                Arrays.stream(blocks).flatMapToLong(Arrays::stream).sorted().toArray();
        int[] starts = new int[in + 1];
        int[] outputs = new int[sorted.length];
        int[] amounts = new int[sorted.length];
        for (int i = 0; i < sorted.length; i++) {
            starts[(int) (sorted[i] >>> 43) + 1]++;
            outputs[i] = (int) (sorted[i] >>> 17) & ((1 << 26) - 1);
            amounts[i] = (int) (sorted[i] & ((1 << 17) - 1)) - (1 << 16);
        }
        Arrays.parallelPrefix(starts, Integer::sum);
        return new CodeExcess(starts, outputs, amounts);
    }
}
