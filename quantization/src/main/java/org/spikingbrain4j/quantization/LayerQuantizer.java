package org.spikingbrain4j.quantization;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.operators.Int8Matrix;

/** Makes integers of the layers of a model, one after the other. */
interface LayerQuantizer {

    /**
     * A layer in integers.
     *
     * @param k spikes per channel that it is for
     * @param integers by the linears' names
     * @param measured empty where there was nothing to measure on
     */
    record Quantized(double k, Map<String, Int8Matrix> integers, Optional<LayerErrors> measured) {}

    /**
     * @param linears of the layer
     * @param checkpoint open as long as the result is used
     * @param arena owns the integers
     */
    Quantized layer(int layer, List<QuantizedLinear> linears, Checkpoint checkpoint, Arena arena);

    /** The head, after all layers. Its activations never spike. */
    Int8Matrix head(QuantizedLinear head, Checkpoint checkpoint, Arena arena);
}
