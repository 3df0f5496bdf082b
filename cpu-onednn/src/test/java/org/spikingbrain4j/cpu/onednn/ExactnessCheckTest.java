package org.spikingbrain4j.cpu.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spikingbrain4j.cpu.IntegerGemm;

/** The check finds the ways in which processors and shortcuts are known to err. */
class ExactnessCheckTest {
    @Test
    void plainLoopIsExact() {
        assertThat(ExactnessCheck.firstError(
                        new Loop(products -> IntStream.of(products).sum())))
                .isEmpty();
    }

    @Test
    void findsPairsThatSaturate() {
        assertThat(ExactnessCheck.firstError(new Loop(ExactnessCheckTest::saturatingPairs)))
                .hasValueSatisfying(error -> assertThat(error).contains("k=128", "c[0][0] is"));
    }

    /** vpmaddubsw adds two products of an unsigned and a signed byte in 16 bits; the offset of 128 is taken off after. */
    private static int saturatingPairs(int[] products) {
        int sum = 0;
        for (int i = 0; i < products.length; i += 2) {
            int pair = products[i] + (i + 1 < products.length ? products[i + 1] : 0);
            sum += Math.clamp(pair, Short.MIN_VALUE, Short.MAX_VALUE);
        }
        return sum;
    }

    @Test
    void findsSumsInFloat32() {
        assertThat(ExactnessCheck.firstError(new Loop(products -> {
                    float sum = 0;
                    for (int product : products) {
                        sum += product;
                    }
                    return (int) sum;
                })))
                .hasValueSatisfying(error -> assertThat(error).contains("k=2051"));
    }

    @ParameterizedTest
    @CsvSource({"true,false", "false,true"})
    void findsIgnoredStrides(boolean ofA, boolean ofB) {
        assertThat(ExactnessCheck.firstError(
                        new Loop(products -> IntStream.of(products).sum(), ofA, ofB)))
                .hasValueSatisfying(error -> assertThat(error).contains("m=256", "aStride=384", "bStride=640"));
    }

    /** A matrix product that adds up in its own way. */
    private record Loop(Sum sum, boolean packedA, boolean packedB) implements IntegerGemm {
        Loop(Sum sum) {
            this(sum, false, false);
        }

        @Override
        public String description() {
            return "loop";
        }

        @Override
        public void multiply(
                int m,
                int n,
                int k,
                MemorySegment a,
                long aStride,
                MemorySegment b,
                long bStride,
                MemorySegment c,
                long cStride) {
            long fromRowToRow = packedA ? k : aStride;
            long fromStepToStep = packedB ? n : bStride;
            for (int row = 0; row < m; row++) {
                for (int column = 0; column < n; column++) {
                    int[] products = new int[k];
                    for (int i = 0; i < k; i++) {
                        products[i] = a.get(ValueLayout.JAVA_BYTE, row * fromRowToRow + i)
                                * b.get(ValueLayout.JAVA_BYTE, i * fromStepToStep + column);
                    }
                    c.setAtIndex(ValueLayout.JAVA_INT, row * cStride + column, sum.of(products));
                }
            }
        }
    }

    private interface Sum {
        int of(int[] products);
    }
}
