package org.spikingbrain4j.spiking;

/**
 * Energy at published prices, in joules. The report counts the arithmetic only.
 *
 * @param arithmetic additions or multiply-adds
 * @param memory reading the weights
 */
public record EnergyEstimate(double arithmetic, EnergyRange memory) {
    /** Nothing done. */
    public static final EnergyEstimate NONE = new EnergyEstimate(0, EnergyRange.of(0));

    /** The sum of both. */
    public EnergyEstimate plus(EnergyEstimate other) {
        return new EnergyEstimate(arithmetic + other.arithmetic, memory.plus(other.memory));
    }

    /** Arithmetic and memory together. */
    public EnergyRange total() {
        return new EnergyRange(arithmetic + memory.low(), arithmetic + memory.high());
    }

    /** The share of one token, where this is the energy of many. */
    public EnergyEstimate perToken(long tokens) {
        if (tokens < 1) {
            throw new IllegalArgumentException("tokens: need at least 1, found " + tokens);
        }
        return new EnergyEstimate(arithmetic / tokens, memory.times(1.0 / tokens));
    }
}
