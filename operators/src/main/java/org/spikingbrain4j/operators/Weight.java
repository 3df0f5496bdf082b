package org.spikingbrain4j.operators;

/** A tensor of a checkpoint in its own format, handed to a back end once and used in every pass. Immutable. */
public interface Weight {
    /** Its name in the checkpoint. */
    String name();

    DataType dataType();

    Shape shape();
}
