package org.spikingbrain4j.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.Weight;

/** As many equal matrices as no cache holds, handed out in turn: a benchmark that used one would measure the cache. */
final class ColdWeights {
    /** More than caches hold. */
    static final long LEAST_BYTES = 600_000_000;

    private final List<Weight> weights = new ArrayList<>();
    private int next;

    /** @param dataType F32 or BF16 */
    ColdWeights(Backend backend, Arena arena, DataType dataType, int out, int in) {
        long bytes = (long) out * in * dataType.bytes();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < Math.ceilDiv(LEAST_BYTES, bytes); i++) {
            MemorySegment data = arena.allocate(bytes, 64);
            fill(data, dataType, random);
            weights.add(backend.load(new HostTensor("weight", dataType, Shape.of(out, in), data)));
        }
    }

    // Bits of F32 and of pairs of BF16 in (-1, 1) alike: no infinities, no subnormal numbers.
    private static void fill(MemorySegment data, DataType dataType, SplittableRandom random) {
        int kept = dataType == DataType.F32 ? 0x807FFFFF : 0x807F807F;
        int exponent = dataType == DataType.F32 ? 0x3F000000 : 0x3F003F00;
        for (long i = 0; i < data.byteSize() / Integer.BYTES; i++) {
            data.setAtIndex(ValueLayout.JAVA_INT, i, (random.nextInt() & kept) | exponent);
        }
    }

    Weight next() {
        next = (next + 1) % weights.size();
        return weights.get(next);
    }
}
