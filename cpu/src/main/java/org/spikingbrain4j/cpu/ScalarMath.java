package org.spikingbrain4j.cpu;

/** Functions of one number, for the scalar kernels. Loads without the vector module. */
final class ScalarMath {
    /** Added and taken off again, it leaves the nearest whole number, ties to even, of anything below 2^22. */
    static final float ROUNDING = 0x1.8p23f;

    private ScalarMath() {}

    /** e^x, correctly rounded but for rare ties. */
    static float exp(float x) {
        return (float) Math.exp(x);
    }

    /** log(1 / (1 + e^-x)) without overflow or cancellation. */
    static float logSigmoid(float x) {
        return (float) (Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x))));
    }
}
