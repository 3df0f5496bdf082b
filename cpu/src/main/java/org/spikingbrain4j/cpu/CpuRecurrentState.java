package org.spikingbrain4j.cpu;

import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.RecurrentState;
import org.spikingbrain4j.operators.Shape;

/** The matrices of a linear-attention layer in one array, [kvHeads, key channel, value channel]. */
final class CpuRecurrentState implements RecurrentState {
    private final AttentionHeads heads;
    private final float[] matrices;
    private boolean closed;

    /** Zero matrices. */
    CpuRecurrentState(AttentionHeads heads) {
        this.heads = heads;
        this.matrices = HostFloats.allocate(
                (long) heads.kvColumns() * heads.headDim(), "recurrent state [kvHeads, headDim, headDim] " + shape());
    }

    private CpuRecurrentState(AttentionHeads heads, float[] matrices) {
        this.heads = heads;
        this.matrices = matrices;
    }

    private Shape shape() {
        return Shape.of(heads.kvHeads(), heads.headDim(), heads.headDim());
    }

    @Override
    public AttentionHeads heads() {
        return heads;
    }

    /** The matrix of one key/value head, to read and write. */
    Rows matrix(int kvHead) {
        checkOpen();
        return new Rows(matrices, kvHead * heads.headDim() * heads.headDim(), heads.headDim());
    }

    @Override
    public CpuRecurrentState copy() {
        checkOpen();
        return new CpuRecurrentState(heads, matrices.clone());
    }

    @Override
    public HostTensor export(String name) {
        checkOpen();
        return HostTensor.of(name, shape(), matrices);
    }

    @Override
    public void restore(HostTensor source) {
        checkOpen();
        if (!source.shape().equals(shape())) {
            throw new IllegalArgumentException("tensor %s: a recurrent state needs shape %s, found %s"
                    .formatted(source.name(), shape(), source.shape()));
        }
        HostFloats.read(source, 0, matrices, 0, matrices.length);
    }

    @Override
    public long bytes() {
        return (long) matrices.length * Float.BYTES;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("recurrent state: used after close");
        }
    }
}
