package org.spikingbrain4j.cpu;

import static org.spikingbrain4j.cpu.VectorWidth.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Functions of a vector of numbers, without tables or branches. C2 stops inlining where a method has grown to 18 000 nodes, and
 * then boxes the vectors: one of these functions per loop is what fits.
 */
final class VectorMath {
    // Beyond these e^x is 0 or infinite in float32.
    private static final float LOWEST = -104f;
    private static final float HIGHEST = 89f;

    private static final float LOG2_E = 1.442695f;
    // log 2 in two parts: the first has so few bits that n times it is exact.
    private static final float LN2_HIGH = 355f / 512;
    private static final float LN2_LOW = -2.1219444e-4f;
    // Adding 1.5 * 2^23 rounds to an integer and leaves it in the low bits.
    private static final float ROUNDER = 12582912f;

    private VectorMath() {}

    /** e^x within 1 ulp (2 where the result is subnormal); 0 and infinity beyond float32, NaN for NaN. */
    static FloatVector exp(FloatVector x) {
        FloatVector clamped = clamp(x);
        FloatVector shifted = clamped.fma(constant(LOG2_E), constant(ROUNDER));
        FloatVector n = shifted.sub(ROUNDER);
        FloatVector r = n.fma(constant(-LN2_LOW), n.fma(constant(-LN2_HIGH), clamped));
        FloatVector e = expNearZero(r);
        // 2^n in two factors, since n reaches from -150 to 128.
        IntVector exponent = shifted.reinterpretAsInts().sub(Float.floatToRawIntBits(ROUNDER));
        IntVector half = exponent.lanewise(VectorOperators.ASHR, 1);
        return e.mul(powerOfTwo(half)).mul(powerOfTwo(exponent.sub(half)));
    }

    /** Compares and blends: cheaper than min and max, which order zeros and look for NaN. NaN stays. */
    private static FloatVector clamp(FloatVector x) {
        FloatVector notLow = x.blend(LOWEST, x.compare(VectorOperators.LT, LOWEST));
        return notLow.blend(HIGHEST, x.compare(VectorOperators.GT, HIGHEST));
    }

    /** Taylor's polynomial with the last coefficients fitted (Moshier's Cephes), for |r| <= log(2) / 2. */
    private static FloatVector expNearZero(FloatVector r) {
        FloatVector p = constant(1.9875691e-4f)
                .fma(r, constant(0.0013982f))
                .fma(r, constant(0.008333452f))
                .fma(r, constant(0.041665796f))
                .fma(r, constant(0.16666666f))
                .fma(r, constant(0.5f));
        return p.fma(r.mul(r), r).add(1f);
    }

    private static FloatVector powerOfTwo(IntVector exponent) {
        return exponent.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    }

    /** log(1 + z) = 2 artanh(z / (2 + z)) for 0 <= z <= 1: the series in s = z / (2 + z) <= 1/3. */
    static FloatVector log1pUpToOne(FloatVector z) {
        FloatVector s = z.div(z.add(2f));
        FloatVector s2 = s.mul(s);
        FloatVector p = constant(2f / 15)
                .fma(s2, constant(2f / 13))
                .fma(s2, constant(2f / 11))
                .fma(s2, constant(2f / 9))
                .fma(s2, constant(2f / 7))
                .fma(s2, constant(2f / 5))
                .fma(s2, constant(2f / 3));
        return p.mul(s2).fma(s, s.add(s));
    }

    private static FloatVector constant(float value) {
        return FloatVector.broadcast(FLOATS, value);
    }
}
