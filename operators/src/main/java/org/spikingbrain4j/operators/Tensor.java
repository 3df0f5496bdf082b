package org.spikingbrain4j.operators;

/**
 * Activations of one pass: an opaque handle [rows, columns] that only the back end that made it can read. Rows are tokens;
 * heads lie side by side in the columns, head h in columns h·headDim to (h+1)·headDim - 1. It dies with its pass, or with
 * the {@link Operators#residual} branch that made it.
 */
public interface Tensor {
    int rows();

    int columns();
}
