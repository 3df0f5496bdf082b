package org.spikingbrain4j.spiking;

/**
 * An integrate-and-fire neuron with soft reset, driven one time step at a time. It is charged once with an input and
 * fires while its potential is beyond half a threshold on either side; each spike takes one threshold away. Its spikes
 * add up to {@link AdaptiveThresholdNeuron#count} exactly.
 *
 * <p>The potential counts in thresholds and starts as the float32 quotient input / threshold. Taking 1 from it is exact
 * in double, so no error gathers over the steps. A remainder of exactly half a threshold fires only after an odd number
 * of spikes: the step-by-step form of rounding ties to even.
 */
public final class IntegrateAndFire {
    private static final double FIRING_POTENTIAL = 0.5;

    private double potential;
    private boolean odd;

    /**
     * A neuron charged with an input.
     *
     * @throws IllegalArgumentException if the threshold is not above 0 or the input makes no finite potential
     */
    public IntegrateAndFire(float input, float threshold) {
        float quotient = input / threshold;
        if (!(threshold > 0) || !Float.isFinite(quotient)) {
            throw new IllegalArgumentException(
                    "integrate-and-fire: input %s, threshold %s: need a threshold above 0".formatted(input, threshold)
                            + " and a finite quotient");
        }
        this.potential = quotient;
    }

    /** The spike of the next time step: -1, 0 or 1. After a 0 the neuron stays silent. */
    public int step() {
        double distance = Math.abs(potential);
        if (distance < FIRING_POTENTIAL || (distance == FIRING_POTENTIAL && !odd)) {
            return 0;
        }
        int spike = potential > 0 ? 1 : -1;
        potential -= spike;
        odd = !odd;
        return spike;
    }

    /** What is left to fire, in thresholds. */
    public double potential() {
        return potential;
    }
}
