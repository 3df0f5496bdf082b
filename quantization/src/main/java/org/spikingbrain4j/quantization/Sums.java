package org.spikingbrain4j.quantization;

/** Weighted sums of rows: the loops in which the search spends its time, plain enough for the JIT to make vectors of them. */
final class Sums {
    private Sums() {}

    /** sum[j] += Σ_i factors[i] · rows[i][j], i from {@code from} to before {@code to}. */
    static void add(float[] sum, float[] factors, float[][] rows, int from, int to) {
        int i = from;
        for (; i + 8 <= to; i += 8) {
            addEight(sum, factors, rows, i);
        }
        for (; i < to; i++) {
            addOne(sum, factors[i], rows[i]);
        }
    }

    private static void addEight(float[] sum, float[] factors, float[][] rows, int i) {
        eight(
                sum,
                rows[i],
                rows[i + 1],
                rows[i + 2],
                rows[i + 3],
                rows[i + 4],
                rows[i + 5],
                rows[i + 6],
                rows[i + 7],
                factors[i],
                factors[i + 1],
                factors[i + 2],
                factors[i + 3],
                factors[i + 4],
                factors[i + 5],
                factors[i + 6],
                factors[i + 7]);
    }

    private static void eight(
            float[] sum,
            float[] r0,
            float[] r1,
            float[] r2,
            float[] r3,
            float[] r4,
            float[] r5,
            float[] r6,
            float[] r7,
            float f0,
            float f1,
            float f2,
            float f3,
            float f4,
            float f5,
            float f6,
            float f7) {
        for (int j = 0; j < sum.length; j++) {
            sum[j] += f0 * r0[j]
                    + f1 * r1[j]
                    + f2 * r2[j]
                    + f3 * r3[j]
                    + f4 * r4[j]
                    + f5 * r5[j]
                    + f6 * r6[j]
                    + f7 * r7[j];
        }
    }

    private static void addOne(float[] sum, float factor, float[] row) {
        for (int j = 0; j < sum.length; j++) {
            sum[j] += factor * row[j];
        }
    }
}
