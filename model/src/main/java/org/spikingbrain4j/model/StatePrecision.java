package org.spikingbrain4j.model;

import org.spikingbrain4j.operators.DataType;

/** How the numbers of a {@link SequenceState} are kept in a file. In memory they are always F32. */
public enum StatePrecision {
    /** As they are: a restored state goes on to the same bits. */
    F32(DataType.F32),
    /** Half the size, each number rounded to 8 significant bits. */
    BF16(DataType.BF16);

    private final DataType type;

    StatePrecision(DataType type) {
        this.type = type;
    }

    DataType type() {
        return type;
    }
}
