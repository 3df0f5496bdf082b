package org.spikingbrain4j.cpu;

import static org.spikingbrain4j.cpu.VectorWidth.FLOATS;
import static org.spikingbrain4j.cpu.VectorWidth.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/**
 * The sum of a vector's lanes in a fixed order. {@code reduceLanes} leaves the order open, and the interpreter and C2 differ
 * in it: a result would change while the program warms up.
 */
final class LaneSum {
    private static final VectorShuffle<Float> BY_8 = VectorShuffle.iota(FLOATS, 8, 1, true);
    private static final VectorShuffle<Float> BY_4 = VectorShuffle.iota(FLOATS, 4, 1, true);
    private static final VectorShuffle<Float> BY_2 = VectorShuffle.iota(FLOATS, 2, 1, true);
    private static final VectorShuffle<Float> BY_1 = VectorShuffle.iota(FLOATS, 1, 1, true);

    private LaneSum() {}

    static float of(FloatVector v) {
        return lastTwo(foldTo4(foldTo8(v)));
    }

    // Every step has at most 35 bytes of bytecode, so that C2 always inlines it and the vectors are never boxed.

    private static FloatVector foldTo8(FloatVector v) {
        return LANES > 8 ? v.add(v.rearrange(BY_8)) : v;
    }

    private static FloatVector foldTo4(FloatVector v) {
        return LANES > 4 ? v.add(v.rearrange(BY_4)) : v;
    }

    private static float lastTwo(FloatVector v) {
        FloatVector two = v.add(v.rearrange(BY_2));
        return two.add(two.rearrange(BY_1)).lane(0);
    }
}
