package org.spikingbrain4j.cpu;

import org.spikingbrain4j.operators.Weight;

/** Checks of operator arguments: each throws an IllegalArgumentException of one line. */
final class Arguments {
    private Arguments() {}

    static CpuWeight matrix(String operator, Weight weight) {
        CpuWeight own = own(operator, weight);
        if (own.shape().rank() != 2) {
            throw new IllegalArgumentException(
                    "%s: %s: expected a matrix, found shape %s".formatted(operator, own.name(), own.shape()));
        }
        return own;
    }

    /** The elements of a vector. */
    static float[] vector(String operator, Weight weight) {
        CpuWeight own = own(operator, weight);
        if (own.shape().rank() != 1) {
            throw new IllegalArgumentException(
                    "%s: %s: expected a vector, found shape %s".formatted(operator, own.name(), own.shape()));
        }
        return own.vector();
    }

    private static CpuWeight own(String operator, Weight weight) {
        if (weight instanceof CpuWeight own) {
            return own;
        }
        throw new IllegalArgumentException(
                "%s: %s was not loaded by the CPU back end".formatted(operator, weight.name()));
    }

    /** How often a weight fits into a row. */
    static int runs(String operator, Weight weight, int length, int columns) {
        if (length == 0 || columns % length != 0) {
            throw new IllegalArgumentException("%s: %s has %d elements, which do not divide rows of %d columns"
                    .formatted(operator, weight.name(), length, columns));
        }
        return columns / length;
    }

    static int heads(String operator, int columns, int headDim) {
        if (headDim == 0 || columns % headDim != 0) {
            throw new IllegalArgumentException(
                    "%s: rows of %d columns are no multiple of headDim %d".formatted(operator, columns, headDim));
        }
        return columns / headDim;
    }

    static void sameShape(String operator, CpuTensor a, CpuTensor b) {
        if (a.rows() != b.rows() || a.columns() != b.columns()) {
            throw new IllegalArgumentException("%s: shapes [%d, %d] and [%d, %d] differ"
                    .formatted(operator, a.rows(), a.columns(), b.rows(), b.columns()));
        }
    }

    static void equal(String what, int expected, int found) {
        if (expected != found) {
            throw new IllegalArgumentException("%s: expected %d, found %d".formatted(what, expected, found));
        }
    }
}
