package org.spikingbrain4j.quantization;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.SpikingBrainException;

/**
 * The scale of each group of each output: code = clamp(round(w / scale), -127, 127), and the weight is code · scale (spec 6.2, with a
 * clamp).
 *
 * @param groupSize input channels that share a scale
 * @param scales [groups, outputs], positive
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record GroupScales(int groupSize, int groups, int outputs, float[] scales) {
    /** Largest magnitude of a code: symmetric, -128 is not used. */
    static final int LARGEST_CODE = 127;

    /**
     * Scales that clip nothing: the largest magnitude of a group is the largest code.
     *
     * @param weight [out, in]
     * @throws SpikingBrainException where a weight is not finite: names tensor and element
     */
    static GroupScales largest(HostTensor weight, int groupSize) {
        int outputs = Math.toIntExact(weight.shape().dimension(0));
        int groups = Math.toIntExact(weight.shape().dimension(1) / groupSize);
        float[] scales = new float[groups * outputs];
        IntStream.range(0, outputs).parallel().forEach(output -> {
            float[] row = new float[groupSize];
            for (int g = 0; g < groups; g++) {
                weight.read(((long) output * groups + g) * groupSize, row, 0, groupSize);
                float largest = largest(weight, row, output, g * groupSize);
                // A group of zeros has any scale that is a sound number.
                scales[g * outputs + output] = Math.max(largest / LARGEST_CODE, Float.MIN_NORMAL);
            }
        });
        return new GroupScales(groupSize, groups, outputs, scales);
    }

    private static float largest(HostTensor weight, float[] row, int output, int firstChannel) {
        float largest = 0;
        for (int i = 0; i < row.length; i++) {
            if (!Float.isFinite(row[i])) {
                throw new SpikingBrainException(
                        "tensor %s: element [%d, %d]: expected a finite weight, found %s; the checkpoint is damaged"
                                .formatted(weight.name(), output, firstChannel + i, row[i]));
            }
            largest = Math.max(largest, Math.abs(row[i]));
        }
        return largest;
    }

    /** The same to be changed by its owner. */
    GroupScales copy() {
        return new GroupScales(groupSize, groups, outputs, Arrays.copyOf(scales, scales.length));
    }
}
