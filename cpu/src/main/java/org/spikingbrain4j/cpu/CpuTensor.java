package org.spikingbrain4j.cpu;

import org.spikingbrain4j.operators.Tensor;

/**
 * Activations in a block of a {@link ScratchArena}.
 *
 * @param slot place among the arena's living tensors, with {@code stamp} proof that this one still lives
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CpuTensor(ScratchArena arena, int slot, long stamp, float[] array, int offset, int rows, int columns)
        implements Tensor {

    int size() {
        return rows * columns;
    }

    /** Index of the first element of a row. */
    int at(int row) {
        return offset + row * columns;
    }

    /** The elements as a matrix for the kernels. */
    Rows matrix() {
        return new Rows(array, offset, columns);
    }
}
