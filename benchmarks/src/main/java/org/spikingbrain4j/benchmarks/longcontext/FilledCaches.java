package org.spikingbrain4j.benchmarks.longcontext;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.ForwardingBackend;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.KeyValueCache;
import org.spikingbrain4j.operators.Shape;

/**
 * A back end whose key/value caches are born with random keys and values of a long context, as if it had been read: what attention costs
 * depends on their number, not on the values or on the position that the sequence counts from.
 */
final class FilledCaches extends ForwardingBackend {
    private static final long SEED = 1;

    private int tokens;

    FilledCaches(Backend inner) {
        super(inner);
    }

    /** From now on caches hold that many tokens when they are made. */
    void fill(int newTokens) {
        tokens = newTokens;
    }

    @Override
    public KeyValueCache keyValueCache(AttentionHeads heads, OptionalInt window, int pinned) {
        KeyValueCache cache = super.keyValueCache(heads, window, pinned);
        if (tokens > 0) {
            try (Arena arena = Arena.ofConfined()) {
                HostTensor values = random(heads, arena);
                cache.restore(values, values);
            }
        }
        return cache;
    }

    private HostTensor random(AttentionHeads heads, Arena arena) {
        Shape shape = Shape.of(heads.kvHeads(), tokens, heads.headDim());
        MemorySegment data = arena.allocate(shape.elements() * Float.BYTES, Float.BYTES);
        SplittableRandom random = new SplittableRandom(SEED);
        for (long i = 0; i < shape.elements(); i++) {
            data.setAtIndex(ValueLayout.JAVA_FLOAT, i, 2 * (float) random.nextDouble() - 1);
        }
        return new HostTensor("random", DataType.F32, shape, data);
    }
}
