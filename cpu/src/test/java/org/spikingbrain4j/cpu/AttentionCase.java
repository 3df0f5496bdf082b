package org.spikingbrain4j.cpu;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.spikingbrain4j.operators.AttentionHeads;

/** Random inputs of one sequence, and helpers to compare results. */
final class AttentionCase {
    final AttentionHeads heads;
    final int tokens;
    final Rows q;
    final Rows k;
    final Rows v;
    private final Random random;

    AttentionCase(AttentionHeads heads, int tokens, long seed) {
        this.random = new Random(seed);
        this.heads = heads;
        this.tokens = tokens;
        this.q = normal(heads.queryColumns(), 1);
        this.k = normal(heads.kvColumns(), 1);
        this.v = normal(heads.kvColumns(), 1);
    }

    private AttentionCase(AttentionCase whole, int row, int length) {
        this.random = whole.random;
        this.heads = whole.heads;
        this.tokens = length;
        this.q = whole.q.from(row, 0);
        this.k = whole.k.from(row, 0);
        this.v = whole.v.from(row, 0);
    }

    /** Some of the tokens as a sequence of their own. */
    AttentionCase slice(int row, int length) {
        return new AttentionCase(this, row, length);
    }

    static Stream<AttentionKernels> kernels() {
        return Stream.of(new ScalarAttentionKernels(), new VectorAttentionKernels());
    }

    static Stream<AttentionHeads> headShapes() {
        return Stream.of(
                new AttentionHeads(2, 2, 8),
                new AttentionHeads(6, 2, 13),
                new AttentionHeads(7, 1, 16),
                new AttentionHeads(6, 2, 48),
                new AttentionHeads(14, 2, 64),
                new AttentionHeads(28, 4, 128));
    }

    /** [tokens, columns], with a few numbers before and between the rows that nobody may touch. */
    Rows normal(int columns, double scale) {
        Rows rows = fresh(columns);
        for (int i = 0; i < tokens; i++) {
            for (int j = 0; j < columns; j++) {
                rows.array()[rows.at(i, j)] = (float) (scale * random.nextGaussian());
            }
        }
        return rows;
    }

    Rows uniform(int columns, double low, double high) {
        Rows rows = fresh(columns);
        for (int i = 0; i < tokens; i++) {
            for (int j = 0; j < columns; j++) {
                rows.array()[rows.at(i, j)] = (float) random.nextDouble(low, Math.nextUp(high));
            }
        }
        return rows;
    }

    /** [tokens, columns] of NaN. */
    Rows fresh(int columns) {
        float[] array = new float[3 + tokens * (columns + 2)];
        Arrays.fill(array, Float.NaN);
        return new Rows(array, 3, columns + 2);
    }

    Rows freshOutput() {
        return fresh(heads.queryColumns());
    }

    /** Largest difference; NaN counts as infinite. */
    double distance(double[][] expected, Rows actual) {
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            for (int j = 0; j < expected[i].length; j++) {
                double difference = Math.abs(expected[i][j] - actual.array()[actual.at(i, j)]);
                largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
            }
        }
        return largest;
    }

    static double tolerance(double[][] expected) {
        double largest = Arrays.stream(expected)
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .max()
                .orElse(0);
        return 2e-5 * Math.max(1, largest);
    }
}
