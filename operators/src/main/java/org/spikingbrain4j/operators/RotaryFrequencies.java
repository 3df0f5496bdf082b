package org.spikingbrain4j.operators;

import java.util.stream.IntStream;

/**
 * Angles per position of the rotary position embedding: channel i is paired with channel i + headDim/2 and turned by
 * {@code position * inverse[i]}. Kept in double precision, so that positions of millions stay exact to about 1e-9 radian.
 *
 * @param inverse [headDim / 2]
 */
public record RotaryFrequencies(double[] inverse) {

    /** theta^(-2i/d), the plain form (RoFormer, section 3.4.2). */
    public static RotaryFrequencies of(double theta, int headDim) {
        if (headDim % 2 != 0) {
            throw new IllegalArgumentException("rotary embedding needs an even headDim, found " + headDim);
        }
        return new RotaryFrequencies(IntStream.range(0, headDim / 2)
                .mapToDouble(i -> Math.pow(theta, -2.0 * i / headDim))
                .toArray());
    }

    public int headDim() {
        return 2 * inverse.length;
    }

    /** The angle of channel pair {@code i} at an absolute position, in radians. */
    public double angle(long position, int i) {
        return position * inverse[i];
    }
}
