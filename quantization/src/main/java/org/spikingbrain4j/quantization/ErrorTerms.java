package org.spikingbrain4j.quantization;

import java.util.Arrays;

/**
 * The error of one step for many outputs, as sums over the channels of a group. With ŵ = w + d, C and h as in
 * {@link ScaleSearch}:
 *
 * @param energy d' C d
 * @param cross d' C w
 * @param gap d' h
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ErrorTerms(float[] energy, float[] cross, float[] gap) {

    static ErrorTerms zero(int outputs) {
        return new ErrorTerms(new float[outputs], new float[outputs], new float[outputs]);
    }

    void clear() {
        Arrays.fill(energy, 0);
        Arrays.fill(cross, 0);
        Arrays.fill(gap, 0);
    }

    /**
     * How much larger than its step the scale should be, by least squares over the codes.
     *
     * @param weightEnergy w' C w
     * @param weightGap w' h
     */
    float correction(int output, float weightEnergy, float weightGap) {
        float square = square(output, weightEnergy);
        float correction = square > 0 ? -slope(output, weightGap) / square : 0;
        return Math.clamp(correction, -ScaleSearch.LARGEST_CORRECTION, ScaleSearch.LARGEST_CORRECTION);
    }

    /** The error of the weights (1 + correction) · ŵ, less what all choices have in common. */
    float error(int output, float weightEnergy, float weightGap, float correction) {
        float plain = energy[output] + 2 * gap[output];
        return plain + correction * (2 * slope(output, weightGap) + correction * square(output, weightEnergy));
    }

    /** ŵ' C d + ŵ' h. */
    private float slope(int output, float weightGap) {
        return cross[output] + energy[output] + weightGap + gap[output];
    }

    /** ŵ' C ŵ. */
    private float square(int output, float weightEnergy) {
        return weightEnergy + 2 * cross[output] + energy[output];
    }
}
