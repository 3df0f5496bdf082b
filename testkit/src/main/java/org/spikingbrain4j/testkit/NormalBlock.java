package org.spikingbrain4j.testkit;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.spikingbrain4j.operators.Shape;

/**
 * Normal values made once and used again for every tensor, each from another place: drawing 7.6 billion of them would take
 * minutes. The length is a prime, so that no two rows of a matrix are equal.
 */
final class NormalBlock {
    private static final int LENGTH = 1_000_003;

    private final float[] values = new float[LENGTH];
    private final Random offsets;

    NormalBlock(long seed) {
        offsets = new Random(seed);
        for (int i = 0; i < LENGTH; i++) {
            values[i] = (float) offsets.nextGaussian();
        }
    }

    /** The bytes of the first values of a tensor; where that needs more, they repeat. */
    MemorySegment encode(TensorPlan.Planned tensor) {
        int offset = offsets.nextInt(LENGTH);
        float[] scaled = new float[(int) Math.min(tensor.shape().elements(), LENGTH)];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (tensor.mean() + tensor.deviation() * values[(offset + i) % LENGTH]);
        }
        return Encoding.encode(tensor.name(), tensor.dataType(), Shape.of(scaled.length), scaled)
                .data();
    }
}
