package org.spikingbrain4j.conversion;

import org.spikingbrain4j.operators.DataType;

/** In which type the converted model's tensors are written. */
public enum WeightType {
    /** As the base has them; new ones as its embedding. */
    KEEP,
    F32,
    /** Rounded to the nearest, ties to even. */
    BF16;

    /** The type of a tensor that the base has, or that goes with one that it has. */
    DataType of(DataType base) {
        return switch (this) {
            case KEEP -> base;
            case F32 -> DataType.F32;
            case BF16 -> DataType.BF16;
        };
    }
}
