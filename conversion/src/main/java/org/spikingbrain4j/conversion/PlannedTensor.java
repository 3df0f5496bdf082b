package org.spikingbrain4j.conversion;

import java.util.List;
import java.util.OptionalInt;
import org.spikingbrain4j.checkpoint.SafetensorsWriter;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.Shape;

/** A tensor of the converted model, and what fills it. */
record PlannedTensor(String name, DataType dataType, Shape shape, TensorOrigin origin, Filling filling) {
    /** What a tensor is filled with. */
    sealed interface Filling {
        /** The tensor of that name of the base, all values scaled and then raised by as much. */
        record Base(String tensor, double scale, double raise) implements Filling {
            boolean isCopy() {
                return scale == 1 && raise == 0;
            }
        }

        /** One value everywhere. */
        record Constant(double value) implements Filling {}

        /** A few values, one by one. */
        record Values(List<Double> values) implements Filling {}

        /** Normal values around 0. */
        record Normal(double deviation) implements Filling {}

        /**
         * Rows like one of a matrix of the base, and normal values on top.
         *
         * @param row empty: the mean of all rows
         * @param spread deviation of the normal values, as a part of that of the matrix in the same column
         */
        record NearRow(String tensor, OptionalInt row, double spread) implements Filling {}
    }

    SafetensorsWriter.Entry entry() {
        return new SafetensorsWriter.Entry(name, dataType, shape);
    }
}
