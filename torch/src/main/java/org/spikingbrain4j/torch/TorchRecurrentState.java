package org.spikingbrain4j.torch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.spikingbrain4j.operators.ArgumentChecks;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.RecurrentState;
import org.spikingbrain4j.operators.Shape;

/** Matrices [kvHeads, headDim, headDim], without gradients. */
final class TorchRecurrentState implements RecurrentState {
    private final AttentionHeads heads;
    private Tensor matrices;
    private boolean closed;

    TorchRecurrentState(AttentionHeads heads) {
        this.heads = heads;
        try (PointerScope _ = new PointerScope()) {
            matrices = kept(torch.zeros(heads.kvHeads(), heads.headDim(), heads.headDim()));
        }
    }

    static TorchRecurrentState of(RecurrentState state) {
        if (state instanceof TorchRecurrentState own) {
            return own;
        }
        throw new IllegalArgumentException("a recurrent state of another back end");
    }

    Tensor matrices() {
        requireOpen();
        return matrices;
    }

    void set(Tensor newMatrices) {
        matrices.close();
        matrices = kept(newMatrices.detach().clone());
    }

    private static Tensor kept(Tensor tensor) {
        tensor.retainReference();
        return tensor;
    }

    @Override
    public AttentionHeads heads() {
        return heads;
    }

    @Override
    public RecurrentState copy() {
        TorchRecurrentState copy = new TorchRecurrentState(heads);
        try (PointerScope _ = new PointerScope()) {
            copy.set(matrices());
        }
        return copy;
    }

    @Override
    public HostTensor export(String name) {
        try (PointerScope _ = new PointerScope()) {
            return HostTensor.of(name, shape(), Native.toFloats(matrices()));
        }
    }

    @Override
    public void restore(HostTensor newMatrices) {
        requireOpen();
        ArgumentChecks.matrices(heads, newMatrices);
        try (PointerScope _ = new PointerScope()) {
            set(Native.floats(newMatrices.toFloats(), heads.kvHeads(), heads.headDim(), heads.headDim()));
        }
    }

    private Shape shape() {
        return Shape.of(heads.kvHeads(), heads.headDim(), heads.headDim());
    }

    @Override
    public long bytes() {
        return (long) heads.kvColumns() * heads.headDim() * Float.BYTES;
    }

    @Override
    public void close() {
        closed = true;
        matrices.close();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the recurrent state is closed");
        }
    }
}
