package org.spikingbrain4j.quantization;

import java.lang.foreign.Arena;
import java.util.stream.IntStream;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.WeightFormat;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Int8Matrix;

/** Makes integers of the linears of a mapped checkpoint, for as long as that and the arena are open. */
final class LinearRounding {
    private final Checkpoint checkpoint;
    private final Arena arena;

    /**
     * @param arena owns the integers
     */
    LinearRounding(Checkpoint checkpoint, Arena arena) {
        this.checkpoint = checkpoint;
        this.arena = arena;
    }

    /** By the linear's own scales where it has them, else by those that clip nothing. */
    Int8Matrix plain(QuantizedLinear linear) {
        return Rounding.round(weight(linear), plainScales(linear), arena);
    }

    /** By the scales that are best for these inputs; own scales stay. */
    Int8Matrix searched(QuantizedLinear linear, InputMoments moments) {
        GroupScales plain = plainScales(linear);
        GroupScales chosen = linear.ownScales() ? plain : ScaleSearch.search(weight(linear), moments, plain);
        return Rounding.round(weight(linear), chosen, arena);
    }

    /** Groups whose own scale is too small for codes of a byte. */
    long tooSmallScales(QuantizedLinear linear) {
        if (!linear.ownScales()) {
            return 0;
        }
        float[] own = ownScales(linear);
        float[] used = plainScales(linear).scales();
        return IntStream.range(0, own.length).filter(i -> own[i] != used[i]).count();
    }

    private HostTensor weight(QuantizedLinear linear) {
        return checkpoint.tensor(linear.weight());
    }

    private GroupScales plainScales(QuantizedLinear linear) {
        GroupScales largest = GroupScales.largest(weight(linear), linear.groupSize());
        if (!linear.ownScales()) {
            return largest;
        }
        float[] scales = ownScales(linear);
        for (int i = 0; i < scales.length; i++) {
            float largestWeight = largest.scales()[i] * GroupScales.LARGEST_CODE;
            // Nothing is clipped: a group that needs more than a byte gets a scale of its own size.
            if (!(Math.rint(largestWeight / scales[i]) <= GroupScales.LARGEST_CODE)) {
                scales[i] = largest.scales()[i];
            }
        }
        return new GroupScales(linear.groupSize(), largest.groups(), largest.outputs(), scales);
    }

    /** [groups, out] of what the checkpoint has as [out, groups, 1]. */
    private float[] ownScales(QuantizedLinear linear) {
        int groups = linear.in() / linear.groupSize();
        HostTensor tensor = checkpoint.tensor(linear.name() + WeightFormat.ROUNDING_SCALES);
        requireShape(tensor, linear, groups);
        float[] byOutput = tensor.toFloats();
        float[] scales = new float[byOutput.length];
        for (int i = 0; i < scales.length; i++) {
            float scale = byOutput[i];
            if (!(scale > 0) || Float.isInfinite(scale)) {
                throw new QuantizationException(
                        "tensor %s: element %d: expected a positive scale, found %s; the checkpoint is damaged"
                                .formatted(tensor.name(), i, scale));
            }
            scales[i % groups * linear.out() + i / groups] = scale;
        }
        return scales;
    }

    private static void requireShape(HostTensor scales, QuantizedLinear linear, int groups) {
        if (scales.elements() != (long) groups * linear.out() || scales.shape().dimension(0) != linear.out()) {
            throw new QuantizationException("tensor %s: expected shape [%d, %d, 1], found %s"
                    .formatted(scales.name(), linear.out(), groups, scales.shape()));
        }
    }
}
