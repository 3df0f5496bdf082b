package org.spikingbrain4j.checkpoint;

/** How a checkpoint holds the weights of the linears in its layers. */
public enum WeightFormat {
    /** As floats. */
    FLOAT,
    /** As floats with scales to round them by, {@code NAME.weight_quantizer.scales}: the official W8ASpike release (spec 6.2). */
    W8ASPIKE,
    /** As integers: {@link Int8Quantization}. */
    INT8;

    /** What follows a linear's name in the name of its floats, [out, in]. */
    public static final String FLOATS = ".weight";

    /** What follows a linear's name in the name of its integers, I8 [in, out]. */
    public static final String CODES = ".codes";

    /** What follows a linear's name in the name of its integers' scales, F32 [groups, out]. */
    public static final String SCALES = ".scales";

    /** What follows a linear's name in the name of the scales to round its floats by, [out, in / 128, 1]. */
    public static final String ROUNDING_SCALES = ".weight_quantizer.scales";

    /** Consecutive inputs that share a scale of {@link #ROUNDING_SCALES}: a constant of the official code (spec 11.7). */
    public static final int ROUNDING_GROUP = 128;
}
