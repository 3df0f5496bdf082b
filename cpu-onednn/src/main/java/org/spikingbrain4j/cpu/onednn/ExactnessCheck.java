package org.spikingbrain4j.cpu.onednn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.spikingbrain4j.cpu.IntegerGemm;

/**
 * Compares a product with a plain loop where errors show. Without VNNI instructions the kernels of oneDNN add pairs of
 * products in 16 bits and saturate; a detour over float32 would lose the last bits of long sums.
 */
final class ExactnessCheck {
    /** Saturation shows at the ends of the range. */
    private static final byte[] EXTREMES = {127, -127, -128};

    private static final List<Size> SIZES = List.of(
            Size.packed(1, 17, 128),
            Size.packed(13, 1, 37),
            Size.packed(5, 67, 128),
            Size.packed(33, 31, 256),
            Size.packed(67, 9, 37),
            Size.packed(3, 5, 2051));

    /** A block and a group of larger matrices, as the back end multiplies them. */
    private static final Size BLOCK = new Size(256, 256, 128, 384, 640);

    private final IntegerGemm gemm;
    private final Random random = new Random(1);

    private ExactnessCheck(IntegerGemm gemm) {
        this.gemm = gemm;
    }

    /** What it found wrong. */
    static Optional<String> firstError(IntegerGemm gemm) {
        ExactnessCheck check = new ExactnessCheck(gemm);
        return Stream.concat(
                        SIZES.stream().map(check::firstError), Stream.of(BLOCK).map(check::mixedError))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<String> firstError(Size size) {
        for (byte x : EXTREMES) {
            for (byte y : EXTREMES) {
                Optional<String> error = compare(size, filled(size.lengthOfA(), x), filled(size.lengthOfB(), y));
                if (error.isPresent()) {
                    return error;
                }
            }
        }
        return mixedError(size);
    }

    private Optional<String> mixedError(Size size) {
        return compare(size, mixed(size.lengthOfA()), mixed(size.lengthOfB()));
    }

    private Optional<String> compare(Size size, byte[] a, byte[] b) {
        int[] found = product(size, a, b);
        for (int row = 0; row < size.m; row++) {
            for (int column = 0; column < size.n; column++) {
                int expected = 0;
                for (int i = 0; i < size.k; i++) {
                    expected += a[row * size.aStride + i] * b[i * size.bStride + column];
                }
                if (found[row * size.n + column] != expected) {
                    return Optional.of("%s: c[%d][%d] is %d, not %d"
                            .formatted(size, row, column, found[row * size.n + column], expected));
                }
            }
        }
        return Optional.empty();
    }

    private int[] product(Size size, byte[] a, byte[] b) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment c = arena.allocate(ValueLayout.JAVA_INT, (long) size.m * size.n);
            gemm.multiply(
                    size.m,
                    size.n,
                    size.k,
                    arena.allocateFrom(ValueLayout.JAVA_BYTE, a),
                    size.aStride,
                    arena.allocateFrom(ValueLayout.JAVA_BYTE, b),
                    size.bStride,
                    c,
                    size.n);
            return c.toArray(ValueLayout.JAVA_INT);
        }
    }

    private static byte[] filled(int length, byte value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, value);
        return bytes;
    }

    private byte[] mixed(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = EXTREMES[random.nextInt(EXTREMES.length)];
        }
        return bytes;
    }

    /** Of a product of [m, k] and [k, n]; strides are from row to row. */
    private record Size(int m, int n, int k, int aStride, int bStride) {
        static Size packed(int m, int n, int k) {
            return new Size(m, n, k, k, n);
        }

        int lengthOfA() {
            return m * aStride;
        }

        int lengthOfB() {
            return k * bStride;
        }
    }
}
