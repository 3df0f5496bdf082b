package org.spikingbrain4j.operators;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Angles per position of the rotary position embedding: channel i is paired with channel i + headDim/2 and turned by
 * {@code position * inverse[i]}. Kept in double precision, so that positions of millions stay exact to about 1e-9 radian.
 * Immutable; equal where all frequencies are.
 */
public final class RotaryFrequencies {
    private final double[] inverse;
    private final OptionalDouble base;

    /**
     * Any frequencies, for example those of a scaled context.
     *
     * @param inverse radians per position, [headDim / 2]; copied
     */
    public RotaryFrequencies(double[] inverse) {
        this(inverse.clone(), OptionalDouble.empty());
    }

    private RotaryFrequencies(double[] inverse, OptionalDouble base) {
        this.inverse = inverse;
        this.base = base;
    }

    /** theta^(-2i/d), the plain form (RoFormer, section 3.4.2). */
    public static RotaryFrequencies of(double theta, int headDim) {
        if (headDim % 2 != 0) {
            throw new IllegalArgumentException("rotary embedding needs an even headDim, found " + headDim);
        }
        double[] inverse = IntStream.range(0, headDim / 2)
                .mapToDouble(i -> Math.pow(theta, -2.0 * i / headDim))
                .toArray();
        return new RotaryFrequencies(inverse, OptionalDouble.of(theta));
    }

    /** Theta where they were made in the plain form; empty where they were given, for example scaled. */
    public OptionalDouble base() {
        return base;
    }

    public int headDim() {
        return 2 * inverse.length;
    }

    /** A copy of the radians per position, [headDim / 2]. */
    public double[] inverse() {
        return inverse.clone();
    }

    /** The angle of channel pair {@code i} at an absolute position, in radians. */
    public double angle(long position, int i) {
        return position * inverse[i];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RotaryFrequencies that && Arrays.equals(inverse, that.inverse);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(inverse);
    }

    @Override
    public String toString() {
        return "rotary frequencies " + Arrays.toString(inverse);
    }
}
