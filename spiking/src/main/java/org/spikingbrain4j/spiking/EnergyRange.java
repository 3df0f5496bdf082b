package org.spikingbrain4j.spiking;

/** The bounds of an energy; equal where the source gives one figure. The unit is that of the context. */
public record EnergyRange(double low, double high) {
    public EnergyRange {
        if (!(low >= 0) || !(low <= high) || Double.isInfinite(high)) {
            throw new IllegalArgumentException("energy: need 0 <= low <= high, found %s and %s".formatted(low, high));
        }
    }

    /** Both bounds equal. */
    public static EnergyRange of(double energy) {
        return new EnergyRange(energy, energy);
    }

    /** Both bounds added. */
    public EnergyRange plus(EnergyRange other) {
        return new EnergyRange(low + other.low, high + other.high);
    }

    /** Both bounds times a factor. */
    public EnergyRange times(double factor) {
        return new EnergyRange(low * factor, high * factor);
    }
}
