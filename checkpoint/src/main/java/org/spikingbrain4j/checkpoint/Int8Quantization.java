package org.spikingbrain4j.checkpoint;

import java.util.List;
import org.spikingbrain4j.operators.SpikeRule;

/**
 * How a checkpoint of the project's own format was quantised: {@code quantization_config} with the quant_method
 * {@code spikingbrain_int8}. A quantised linear {@code NAME} is {@code NAME.codes}, I8 [in, out], and {@code NAME.scales},
 * F32 [groups, out].
 *
 * @param groupSize inputs that share a scale per output; 0 where all do
 * @param k spikes of a channel on average that the model was made for, one per layer
 */
public record Int8Quantization(int groupSize, List<Double> k) {
    /** The quant_method. */
    public static final String METHOD = "spikingbrain_int8";

    /** @throws IllegalArgumentException where a k is not positive within the range of float32 */
    public Int8Quantization {
        k = List.copyOf(k);
        k.forEach(ofLayer -> SpikeRule.requireSound("k", ofLayer));
    }

    /** Inputs that share a scale, of a linear with that many. */
    public int groupSize(int in) {
        return groupSize == 0 ? in : groupSize;
    }
}
