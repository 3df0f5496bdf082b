package org.spikingbrain4j.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.OptionalInt;
import org.spikingbrain4j.operators.ArgumentChecks;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.InsufficientMemoryException;
import org.spikingbrain4j.operators.KeyValueCache;
import org.spikingbrain4j.operators.Shape;

/**
 * Keys and values, one array [tokens, headDim] per key/value head. Arrays grow by doubling. With a window they end at
 * pinned + window - 1 + {@link #PIECE} tokens: where the room is used up, the tokens that the next query still sees move to the front,
 * behind the pinned ones.
 */
final class CpuKeyValueCache implements KeyValueCache {
    /** Most tokens that can be appended at once, pinned ones apart: these may come together, however many. */
    static final int PIECE = 512;

    private static final int FIRST_ROOM = 64;

    private final AttentionHeads heads;
    private final OptionalInt window;
    private final int pinned;
    private final int mostTokens;
    private final float[][] keys;
    private final float[][] values;
    private int stored;
    private boolean closed;

    /** An empty cache. */
    CpuKeyValueCache(AttentionHeads heads, OptionalInt window, int pinned) {
        ArgumentChecks.window(window);
        ArgumentChecks.pinned(pinned);
        int largest = HostFloats.LARGEST_ARRAY / heads.headDim();
        this.heads = heads;
        this.window = window;
        this.pinned = pinned;
        this.mostTokens =
                window.isPresent() ? (int) Math.min(largest, (long) pinned + window.getAsInt() - 1 + PIECE) : largest;
        this.keys = new float[heads.kvHeads()][0];
        this.values = new float[heads.kvHeads()][0];
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
        return window.isPresent() ? (int) Math.min(stored, (long) pinned + window.getAsInt()) : stored;
    }

    /** Tokens in the arrays: some may lie outside the window. */
    int stored() {
        return stored;
    }

    /** Index of the oldest key that the query at an index of the arrays sees beside the pinned ones. */
    int firstVisible(int index) {
        return window.isPresent() ? Math.max(pinned, index - window.getAsInt() + 1) : pinned;
    }

    /** The keys of a head, [stored, headDim], oldest first. */
    Rows keys(int kvHead) {
        checkOpen();
        return new Rows(keys[kvHead], 0, heads.headDim());
    }

    /** The values of a head, [stored, headDim], oldest first. */
    Rows values(int kvHead) {
        checkOpen();
        return new Rows(values[kvHead], 0, heads.headDim());
    }

    /**
     * Appends tokens; afterwards the keys that the first of them sees are still there.
     *
     * @param newKeys [tokens, kvHeads · headDim]
     * @param newValues the same shape
     * @param tokens at most {@link #PIECE}, or the pinned ones of an empty cache
     */
    void append(Rows newKeys, Rows newValues, int tokens) {
        checkOpen();
        if (window.isPresent() && stored + tokens > mostTokens) {
            keepNewest(Math.min(stored - pinned, window.getAsInt() - 1));
        }
        ensureRoom((long) stored + tokens);
        int size = heads.headDim();
        for (int head = 0; head < heads.kvHeads(); head++) {
            for (int i = 0; i < tokens; i++) {
                int to = (stored + i) * size;
                System.arraycopy(newKeys.array(), newKeys.at(i, head * size), keys[head], to, size);
                System.arraycopy(newValues.array(), newValues.at(i, head * size), values[head], to, size);
            }
        }
        stored += tokens;
    }

    private void keepNewest(int count) {
        moveToPinned(keys, count);
        moveToPinned(values, count);
        stored = pinned + count;
    }

    private void moveToPinned(float[][] arrays, int count) {
        int size = heads.headDim();
        for (float[] array : arrays) {
            System.arraycopy(array, (stored - count) * size, array, pinned * size, count * size);
        }
    }

    private void ensureRoom(long tokens) {
        if (tokens > mostTokens) {
            throw new InsufficientMemoryException(
                    "key/value cache: %d tokens of headDim %d do not fit, at most %d do; use a window or a shorter context"
                            .formatted(tokens, heads.headDim(), mostTokens));
        }
        for (int head = 0; head < heads.kvHeads(); head++) {
            keys[head] = withRoom(keys[head], tokens);
            values[head] = withRoom(values[head], tokens);
        }
    }

    private float[] withRoom(float[] array, long tokens) {
        int size = heads.headDim();
        if (array.length >= tokens * size) {
            return array;
        }
        long doubled = Math.max(FIRST_ROOM, 2L * array.length / size);
        long room = Math.min(mostTokens, Math.max(tokens, doubled));
        float[] larger = HostFloats.allocate(room * size, "key/value cache of %d tokens".formatted(room));
        System.arraycopy(array, 0, larger, 0, stored * size);
        return larger;
    }

    @Override
    public CpuKeyValueCache copy() {
        checkOpen();
        CpuKeyValueCache copy = new CpuKeyValueCache(heads, window, pinned);
        for (int head = 0; head < heads.kvHeads(); head++) {
            copy.keys[head] = seen(keys[head]);
            copy.values[head] = seen(values[head]);
        }
        copy.stored = length();
        return copy;
    }

    /** The pinned tokens and those that a query can still see. */
    private float[] seen(float[] array) {
        int size = heads.headDim();
        int first = Math.min(pinned, stored);
        float[] seen = new float[length() * size];
        System.arraycopy(array, 0, seen, 0, first * size);
        int newest = length() - first;
        System.arraycopy(array, (stored - newest) * size, seen, first * size, newest * size);
        return seen;
    }

    @Override
    public HostTensor exportKeys(String name) {
        return export(name, keys);
    }

    @Override
    public HostTensor exportValues(String name) {
        return export(name, values);
    }

    private HostTensor export(String name, float[][] arrays) {
        checkOpen();
        Shape shape = Shape.of(heads.kvHeads(), length(), heads.headDim());
        MemorySegment data = Arena.ofAuto().allocate(shape.elements() * Float.BYTES);
        int count = length() * heads.headDim();
        for (int head = 0; head < heads.kvHeads(); head++) {
            HostFloats.write(seen(arrays[head]), 0, count, data, (long) head * count);
        }
        return new HostTensor(name, DataType.F32, shape, data);
    }

    @Override
    public void restore(HostTensor newKeys, HostTensor newValues) {
        checkOpen();
        int tokens = ArgumentChecks.keysAndValues(this, newKeys, newValues);
        stored = 0;
        ensureRoom(tokens);
        int count = tokens * heads.headDim();
        for (int head = 0; head < heads.kvHeads(); head++) {
            newKeys.read((long) head * count, keys[head], 0, count);
            newValues.read((long) head * count, values[head], 0, count);
        }
        stored = tokens;
    }

    @Override
    public long bytes() {
        long elements = 0;
        for (int head = 0; head < heads.kvHeads(); head++) {
            elements += keys[head].length + (long) values[head].length;
        }
        return elements * Float.BYTES;
    }

    @Override
    public long bytesPerToken() {
        return 2L * heads.kvColumns() * Float.BYTES;
    }

    @Override
    public void close() {
        closed = true;
        Arrays.fill(keys, new float[0]);
        Arrays.fill(values, new float[0]);
        stored = 0;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("key/value cache: used after close");
        }
    }
}
