package org.spikingbrain4j.torch;

import java.util.OptionalInt;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.spikingbrain4j.operators.ArgumentChecks;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.KeyValueCache;
import org.spikingbrain4j.operators.Shape;

/** Keys and values [length, kvHeads · headDim], oldest first, without gradients. */
final class TorchKeyValueCache implements KeyValueCache {
    private final AttentionHeads heads;
    private final OptionalInt window;
    private final int pinned;
    private Tensor keys;
    private Tensor values;
    private boolean closed;

    TorchKeyValueCache(AttentionHeads heads, OptionalInt window, int pinned) {
        this.heads = heads;
        this.window = window;
        this.pinned = pinned;
        try (PointerScope _ = new PointerScope()) {
            keys = kept(torch.zeros(0, heads.kvColumns()));
            values = kept(torch.zeros(0, heads.kvColumns()));
        }
    }

    static TorchKeyValueCache of(KeyValueCache cache) {
        if (cache instanceof TorchKeyValueCache own) {
            return own;
        }
        throw new IllegalArgumentException("a key/value cache of another back end");
    }

    /**
     * New keys behind those that are held.
     *
     * @param newKeys [sequences, length, kvHeads · headDim], of one sequence where keys are held
     */
    Tensor withKeys(Tensor newKeys) {
        return length() == 0 ? newKeys : Native.cat(1, keys.unsqueeze(0), newKeys);
    }

    /** The same for values. */
    Tensor withValues(Tensor newValues) {
        return length() == 0 ? newValues : Native.cat(1, values.unsqueeze(0), newValues);
    }

    /**
     * Takes tokens, and lets go of those that leave the window; the pinned ones stay.
     *
     * @param newKeys [length, kvHeads · headDim]
     */
    void append(Tensor newKeys, Tensor newValues) {
        replace(held(keys, newKeys), held(values, newValues));
    }

    private Tensor held(Tensor old, Tensor added) {
        Tensor all = old.size(0) == 0 ? added.detach() : Native.cat(0, old, added.detach());
        long most = window.isPresent() ? (long) pinned + window.getAsInt() : Long.MAX_VALUE;
        if (all.size(0) <= most) {
            return all.clone();
        }
        Tensor newest = all.narrow(0, all.size(0) - most + pinned, most - pinned);
        return pinned == 0 ? newest.clone() : Native.cat(0, all.narrow(0, 0, pinned), newest);
    }

    private void replace(Tensor newKeys, Tensor newValues) {
        keys.close();
        values.close();
        keys = kept(newKeys);
        values = kept(newValues);
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
    public OptionalInt window() {
        return window;
    }

    @Override
    public int pinned() {
        return pinned;
    }

    @Override
    public int length() {
        requireOpen();
        return Math.toIntExact(keys.size(0));
    }

    @Override
    public KeyValueCache copy() {
        requireOpen();
        TorchKeyValueCache copy = new TorchKeyValueCache(heads, window, pinned);
        try (PointerScope _ = new PointerScope()) {
            copy.replace(keys.clone(), values.clone());
        }
        return copy;
    }

    @Override
    public HostTensor exportKeys(String name) {
        requireOpen();
        return export(name, keys);
    }

    @Override
    public HostTensor exportValues(String name) {
        requireOpen();
        return export(name, values);
    }

    private HostTensor export(String name, Tensor rows) {
        int length = length();
        try (PointerScope _ = new PointerScope()) {
            Tensor byHead = rows.view(length, heads.kvHeads(), heads.headDim()).transpose(0, 1);
            return HostTensor.of(name, Shape.of(heads.kvHeads(), length, heads.headDim()), Native.toFloats(byHead));
        }
    }

    @Override
    public void restore(HostTensor newKeys, HostTensor newValues) {
        requireOpen();
        int length = ArgumentChecks.keysAndValues(this, newKeys, newValues);
        GradMode.set_enabled(false);
        try (PointerScope _ = new PointerScope()) {
            replace(rows(newKeys, length), rows(newValues, length));
        }
    }

    private Tensor rows(HostTensor tensor, int length) {
        return Native.floats(tensor.toFloats(), heads.kvHeads(), length, heads.headDim())
                .transpose(0, 1)
                .reshape(length, heads.kvColumns())
                .clone();
    }

    @Override
    public long bytes() {
        return 2L * length() * heads.kvColumns() * Float.BYTES;
    }

    @Override
    public long bytesPerToken() {
        return 2L * heads.kvColumns() * Float.BYTES;
    }

    @Override
    public void close() {
        closed = true;
        keys.close();
        values.close();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the key/value cache is closed");
        }
    }
}
