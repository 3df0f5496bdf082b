package org.spikingbrain4j.quantization;

import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.operators.Int8Matrix;

/** Without texts: scales that clip nothing, and one k for all layers. */
final class UncalibratedLayers implements LayerQuantizer {
    private final double k;
    private final Runnable afterLinear;

    /**
     * @param afterLinear called after each linear; an exception ends the work
     */
    UncalibratedLayers(double k, Runnable afterLinear) {
        this.k = k;
        this.afterLinear = afterLinear;
    }

    @Override
    public Quantized layer(int layer, List<QuantizedLinear> linears, Checkpoint checkpoint, Arena arena) {
        Map<String, Int8Matrix> integers = new HashMap<>();
        for (QuantizedLinear linear : linears) {
            integers.put(linear.name(), head(linear, checkpoint, arena));
        }
        return new Quantized(k, Map.copyOf(integers), Optional.empty());
    }

    @Override
    public Int8Matrix head(QuantizedLinear head, Checkpoint checkpoint, Arena arena) {
        Int8Matrix integers = new LinearRounding(checkpoint, arena).plain(head);
        afterLinear.run();
        return integers;
    }
}
