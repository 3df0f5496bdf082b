package org.spikingbrain4j.operators;

/** The matrices of a linear-attention layer, [kvHeads, key channel, value channel]; zero when new. Constant in size. */
public interface RecurrentState extends AutoCloseable {
    AttentionHeads heads();

    /** An independent copy. */
    RecurrentState copy();

    /** A copy of the matrices, [kvHeads, headDim, headDim]. */
    HostTensor export(String name);

    /**
     * Replaces the matrices.
     *
     * @throws IllegalArgumentException where the shape is not [kvHeads, headDim, headDim]
     */
    void restore(HostTensor matrices);

    /** Bytes it occupies. */
    long bytes();

    @Override
    void close();
}
