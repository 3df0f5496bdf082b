package org.spikingbrain4j.quantization;

import java.util.List;
import org.spikingbrain4j.checkpoint.SafetensorsWriter;
import org.spikingbrain4j.checkpoint.WeightFormat;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.Shape;

/**
 * A linear that becomes integers.
 *
 * @param name without what follows it in the names of its tensors
 * @param groupSize inputs that share a scale
 * @param ownScales whether the checkpoint says by which scales it is rounded (spec 6.2)
 */
record QuantizedLinear(String name, int in, int out, int groupSize, boolean ownScales) {
    String weight() {
        return name + WeightFormat.FLOATS;
    }

    String codes() {
        return name + WeightFormat.CODES;
    }

    String scales() {
        return name + WeightFormat.SCALES;
    }

    List<SafetensorsWriter.Entry> entries() {
        return List.of(
                new SafetensorsWriter.Entry(codes(), DataType.I8, Shape.of(in, out)),
                new SafetensorsWriter.Entry(scales(), DataType.F32, Shape.of(in / groupSize, out)));
    }

    /** Bytes as integers. */
    long bytes() {
        return entries().stream().mapToLong(SafetensorsWriter.Entry::bytes).sum();
    }
}
