package org.spikingbrain4j.cpu.onednn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.spikingbrain4j.cpu.IntegerGemm;

/**
 * Compares a product with a plain loop where errors show. Without VNNI instructions the kernels of oneDNN add pairs of
 * products in 16 bits and saturate; a detour over float32 would lose the last bits of long sums.
 */
final class ExactnessCheck {
    /** Saturation shows at the ends of the range. */
    private static final byte[] EXTREMES = {127, -127, -128};

    private static final List<Size> SIZES = List.of(
            new Size(1, 17, 128),
            new Size(13, 1, 37),
            new Size(5, 67, 128),
            new Size(33, 31, 256),
            new Size(67, 9, 37),
            new Size(3, 5, 2051));

    private final IntegerGemm gemm;
    private final Random random = new Random(1);

    private ExactnessCheck(IntegerGemm gemm) {
        this.gemm = gemm;
    }

    /** What it found wrong. */
    static Optional<String> firstError(IntegerGemm gemm) {
        ExactnessCheck check = new ExactnessCheck(gemm);
        return SIZES.stream().map(check::firstError).flatMap(Optional::stream).findFirst();
    }

    private Optional<String> firstError(Size size) {
        for (byte x : EXTREMES) {
            for (byte y : EXTREMES) {
                Optional<String> error = compare(size, filled(size.m * size.k, x), filled(size.k * size.n, y));
                if (error.isPresent()) {
                    return error;
                }
            }
        }
        return compare(size, mixed(size.m * size.k), mixed(size.k * size.n));
    }

    private Optional<String> compare(Size size, byte[] a, byte[] b) {
        int[] found = product(size, a, b);
        for (int row = 0; row < size.m; row++) {
            for (int column = 0; column < size.n; column++) {
                int expected = 0;
                for (int i = 0; i < size.k; i++) {
                    expected += a[row * size.k + i] * b[i * size.n + column];
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
                    size.k,
                    arena.allocateFrom(ValueLayout.JAVA_BYTE, b),
                    size.n,
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

    private record Size(int m, int n, int k) {}
}
