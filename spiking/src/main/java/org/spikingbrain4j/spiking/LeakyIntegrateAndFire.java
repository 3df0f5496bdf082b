package org.spikingbrain4j.spiking;

/**
 * The leaky integrate-and-fire neuron, as a reference to compare others with. In each time step t the membrane potential
 * V decays and takes up the input current I, the neuron spikes where it reaches the threshold, and a spike resets it:
 *
 * <pre>
 * V[t] = decay · V[t-1] + I[t]
 * S[t] = 1 if V[t] ≥ threshold, else 0
 * V[t] = reset potential (hard) or V[t] - threshold (soft) where S[t] = 1
 * </pre>
 *
 * <p>This is the form the report starts from, and the membrane equation τ dV/dt = -V + R I of Gerstner and Kistler,
 * Spiking Neuron Models (2002), section 4.1, in steps of time with the factor of the current folded into I. The resting
 * potential is 0, where the neuron starts.
 *
 * @param decay share of the potential that is left after a step, 0 to 1; 1 does not leak
 * @param threshold potential that makes a spike, above 0
 * @param reset what a spike does to the potential
 * @param resetPotential the potential after a spike with a hard reset, below the threshold; soft reset has no use for it
 */
public record LeakyIntegrateAndFire(double decay, double threshold, Reset reset, double resetPotential) {

    /** What a spike does to the membrane potential. */
    public enum Reset {
        /** Sets it to the reset potential: what was above the threshold is lost. */
        HARD,
        /** Takes the threshold away: what was above it stays. */
        SOFT
    }

    public LeakyIntegrateAndFire {
        if (!(decay >= 0 && decay <= 1)) {
            throw new IllegalArgumentException("decay: need 0 to 1, found " + decay);
        }
        if (!(threshold > 0) || Double.isInfinite(threshold)) {
            throw new IllegalArgumentException("threshold: need a finite number above 0, found " + threshold);
        }
        if (!(resetPotential < threshold) || Double.isInfinite(resetPotential)) {
            throw new IllegalArgumentException("reset potential: need a finite number below the threshold %s, found %s"
                    .formatted(threshold, resetPotential));
        }
    }

    /** A neuron that a spike sets back to a potential. */
    public static LeakyIntegrateAndFire hard(double decay, double threshold, double resetPotential) {
        return new LeakyIntegrateAndFire(decay, threshold, Reset.HARD, resetPotential);
    }

    /** A neuron from which a spike takes the threshold. */
    public static LeakyIntegrateAndFire soft(double decay, double threshold) {
        return new LeakyIntegrateAndFire(decay, threshold, Reset.SOFT, 0);
    }

    /** The decay exp(-step / time constant) of a membrane; both in the same unit of time, above 0. */
    public static double decay(double timeConstant, double step) {
        if (!(timeConstant > 0) || !(step > 0)) {
            throw new IllegalArgumentException(
                    "time constant and step: need numbers above 0, found %s and %s".formatted(timeConstant, step));
        }
        return Math.exp(-step / timeConstant);
    }

    /** One neuron of this kind at rest, to be driven step by step. */
    public Membrane atRest() {
        return new Membrane();
    }

    /** Drives a neuron from rest with one current per time step. */
    public Response run(double[] currents) {
        Membrane membrane = atRest();
        int[] spikes = new int[currents.length];
        double[] potentials = new double[currents.length];
        for (int t = 0; t < currents.length; t++) {
            spikes[t] = membrane.step(currents[t]);
            potentials[t] = membrane.potential();
        }
        return new Response(spikes, potentials);
    }

    /**
     * What a neuron did. The arrays are not copied.
     *
     * @param spikes 0 or 1, [steps]
     * @param potentials potential after the step and its reset, [steps]
     */
    public record Response(int[] spikes, double[] potentials) {}

    /** The membrane of one neuron. */
    public final class Membrane {
        private double potential;

        private Membrane() {}

        /** Takes up the current of the next time step; 1 where the neuron spikes, else 0. */
        public int step(double current) {
            if (!Double.isFinite(current)) {
                throw new IllegalArgumentException("current: need a finite number, found " + current);
            }
            potential = decay * potential + current;
            if (potential < threshold) {
                return 0;
            }
            potential = switch (reset) {
                case HARD -> resetPotential;
                case SOFT -> potential - threshold;
            };
            return 1;
        }

        /** The potential after the last step and its reset. */
        public double potential() {
            return potential;
        }
    }
}
