package org.spikingbrain4j.torch;

import org.spikingbrain4j.operators.Tensor;

/** Activations of a pass: a float32 tensor [rows, columns] of libtorch. */
final class TorchTensor implements Tensor {
    private final org.bytedeco.pytorch.Tensor values;
    private final PassScope scope;
    private final int rows;
    private final int columns;
    private boolean consumed;

    TorchTensor(org.bytedeco.pytorch.Tensor values, PassScope scope) {
        this.values = values;
        this.scope = scope;
        this.rows = Math.toIntExact(values.size(0));
        this.columns = Math.toIntExact(values.size(1));
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    /**
     * @throws IllegalStateException where the tensor is dead
     */
    org.bytedeco.pytorch.Tensor values() {
        scope.requireOpen();
        if (consumed) {
            throw new IllegalStateException("the tensor was consumed by residual: use its result");
        }
        return values;
    }

    /** Another tensor takes its place. */
    void consume() {
        consumed = true;
        values.close();
    }
}
