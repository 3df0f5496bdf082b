package org.spikingbrain4j.operators;

/** One matrix [key channel][value channel] per key/value head. */
final class ReferenceRecurrentState implements RecurrentState {
    private final AttentionHeads heads;
    private final double[][][] matrices;
    private boolean closed;

    ReferenceRecurrentState(AttentionHeads heads) {
        this.heads = heads;
        this.matrices = new double[heads.kvHeads()][heads.headDim()][heads.headDim()];
    }

    /** The matrix of one head, to be read and updated. */
    double[][] matrix(int kvHead) {
        requireOpen();
        return matrices[kvHead];
    }

    @Override
    public AttentionHeads heads() {
        return heads;
    }

    @Override
    public RecurrentState copy() {
        ReferenceRecurrentState copy = new ReferenceRecurrentState(heads);
        copy.restore(export("copy"));
        return copy;
    }

    @Override
    public HostTensor export(String name) {
        requireOpen();
        int d = heads.headDim();
        double[] values = new double[heads.kvHeads() * d * d];
        for (int h = 0; h < heads.kvHeads(); h++) {
            for (int i = 0; i < d; i++) {
                System.arraycopy(matrices[h][i], 0, values, (h * d + i) * d, d);
            }
        }
        return HostTensor.of(name, Shape.of(heads.kvHeads(), d, d), values);
    }

    @Override
    public void restore(HostTensor tensor) {
        requireOpen();
        ArgumentChecks.matrices(heads, tensor);
        int d = heads.headDim();
        double[] values = tensor.toDoubles();
        for (int h = 0; h < heads.kvHeads(); h++) {
            for (int i = 0; i < d; i++) {
                System.arraycopy(values, (h * d + i) * d, matrices[h][i], 0, d);
            }
        }
    }

    @Override
    public long bytes() {
        return (long) heads.kvHeads() * heads.headDim() * heads.headDim() * Double.BYTES;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the recurrent state is closed");
        }
    }
}
