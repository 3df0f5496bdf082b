package org.spikingbrain4j.cpu;

import java.lang.foreign.MemorySegment;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.Weight;

/**
 * A weight where the checkpoint has it, mapped and in its own format. A vector (norm, bias) is small and read with every
 * token, so it is kept as floats too.
 *
 * @param vector the elements where the rank is 1, else empty
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CpuWeight(String name, DataType dataType, Shape shape, MemorySegment data, float[] vector) implements Weight {

    /** @throws IllegalArgumentException where another back end loaded the weight */
    static CpuWeight of(Weight weight) {
        if (weight instanceof CpuWeight own) {
            return own;
        }
        if (weight instanceof ChannelWeight) {
            throw new IllegalArgumentException(
                    "weight %s lies input channel by input channel: only linear takes it".formatted(weight.name()));
        }
        throw new IllegalArgumentException("weight %s was loaded by another back end".formatted(weight.name()));
    }

    /** Rows of a matrix, the outputs of a linear layer. */
    int rows() {
        return Math.toIntExact(shape.dimension(0));
    }

    /** Columns of a matrix, the inputs of a linear layer. */
    int columns() {
        return Math.toIntExact(shape.dimension(1));
    }

    long rowBytes() {
        return shape.dimension(1) * dataType.bytes();
    }
}
