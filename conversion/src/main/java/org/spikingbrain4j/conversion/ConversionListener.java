package org.spikingbrain4j.conversion;

/** Follows a conversion. An exception that it throws ends the work, and nothing is left of it. */
public interface ConversionListener {
    /** Does nothing. */
    ConversionListener NONE = new ConversionListener() {};

    /** The text has passed some more layers of the base. */
    default void layersMeasured(int done, int total) {}

    /** Some more tensors of the new model are written. */
    default void tensorsWritten(int done, int total) {}

    /** The text has passed some more layers of the base and the experts of the new model. */
    default void layersCompared(int done, int total) {}
}
