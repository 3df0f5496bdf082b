package org.spikingbrain4j.operators;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** A list of key rows and a list of value rows, oldest first, each row [kvHeads · headDim]. */
final class ReferenceKeyValueCache implements KeyValueCache {
    private final AttentionHeads heads;
    private final OptionalInt window;
    private final int pinned;
    private final List<double[]> keys = new ArrayList<>();
    private final List<double[]> values = new ArrayList<>();
    private boolean closed;

    ReferenceKeyValueCache(AttentionHeads heads, OptionalInt window, int pinned) {
        this.heads = heads;
        this.window = window;
        this.pinned = pinned;
    }

    /** Takes the next token, and lets go of the one that leaves the window. */
    void append(double[] key, double[] value) {
        requireOpen();
        keys.add(key.clone());
        values.add(value.clone());
        if (window.isPresent() && keys.size() > (long) pinned + window.getAsInt()) {
            keys.remove(pinned);
            values.remove(pinned);
        }
    }

    /** Keys held, oldest first. */
    List<double[]> keys() {
        requireOpen();
        return keys;
    }

    /** Values held, oldest first. */
    List<double[]> values() {
        requireOpen();
        return values;
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
        return keys.size();
    }

    @Override
    public KeyValueCache copy() {
        requireOpen();
        ReferenceKeyValueCache copy = new ReferenceKeyValueCache(heads, window, pinned);
        keys.forEach(key -> copy.keys.add(key.clone()));
        values.forEach(value -> copy.values.add(value.clone()));
        return copy;
    }

    @Override
    public HostTensor exportKeys(String name) {
        return export(name, keys());
    }

    @Override
    public HostTensor exportValues(String name) {
        return export(name, values());
    }

    @Override
    public void restore(HostTensor newKeys, HostTensor newValues) {
        requireOpen();
        int length = ArgumentChecks.keysAndValues(this, newKeys, newValues);
        keys.clear();
        values.clear();
        for (int t = 0; t < length; t++) {
            keys.add(row(newKeys, length, t));
            values.add(row(newValues, length, t));
        }
    }

    @Override
    public long bytes() {
        requireOpen();
        return 2L * keys.size() * heads.kvColumns() * Double.BYTES;
    }

    @Override
    public long bytesPerToken() {
        return 2L * heads.kvColumns() * Double.BYTES;
    }

    @Override
    public void close() {
        closed = true;
        keys.clear();
        values.clear();
    }

    // [length][kvHeads · headDim] to [kvHeads, length, headDim]
    private HostTensor export(String name, List<double[]> rows) {
        int d = heads.headDim();
        double[] elements = new double[rows.size() * heads.kvColumns()];
        for (int h = 0; h < heads.kvHeads(); h++) {
            for (int t = 0; t < rows.size(); t++) {
                System.arraycopy(rows.get(t), h * d, elements, (h * rows.size() + t) * d, d);
            }
        }
        return HostTensor.of(name, Shape.of(heads.kvHeads(), rows.size(), d), elements);
    }

    // one token of [kvHeads, length, headDim]
    private double[] row(HostTensor tensor, int length, int t) {
        int d = heads.headDim();
        double[] row = new double[heads.kvColumns()];
        for (int c = 0; c < row.length; c++) {
            long head = c / d;
            row[c] = tensor.value((head * length + t) * d + c % d);
        }
        return row;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the key/value cache is closed");
        }
    }
}
