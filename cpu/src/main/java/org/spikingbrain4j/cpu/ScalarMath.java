package org.spikingbrain4j.cpu;

/** Functions of one number, for the scalar kernels. Loads without the vector module. */
final class ScalarMath {
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
