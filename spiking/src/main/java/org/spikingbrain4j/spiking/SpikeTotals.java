package org.spikingbrain4j.spiking;

/** Exact sums over a histogram, from which statistics and operations follow. */
final class SpikeTotals {
    private static final int STEPS = 3;

    private long channels;
    private long active;
    private long within7;
    private long above16;
    private long magnitudes;
    private long bits;
    private long lowBits;
    private long paddedSteps;

    private SpikeTotals() {}

    static SpikeTotals of(SpikeHistogram histogram) {
        SpikeTotals totals = new SpikeTotals();
        histogram.forEach(totals::add);
        return totals;
    }

    private void add(int magnitude, long occurrences) {
        int bitLength = Integer.SIZE - Integer.numberOfLeadingZeros(magnitude);
        channels += occurrences;
        active += magnitude > 0 ? occurrences : 0;
        within7 += magnitude <= 7 ? occurrences : 0;
        above16 += magnitude > 16 ? occurrences : 0;
        magnitudes += magnitude * occurrences;
        bits += Integer.bitCount(magnitude) * occurrences;
        lowBits += Integer.bitCount(magnitude & 7) * occurrences;
        paddedSteps += (long) STEPS * Math.max(1, Math.ceilDiv(bitLength, STEPS)) * occurrences;
    }

    long channels() {
        return channels;
    }

    /** Channels with a count other than 0. */
    long active() {
        return active;
    }

    /** Sum of |count|: spikes of a unary coding. */
    long magnitudes() {
        return magnitudes;
    }

    /** 1-bits of all |count|: spikes of a bitwise coding. */
    long bits() {
        return bits;
    }

    SpikeStatistics statistics(int largest) {
        double all = channels;
        return new SpikeStatistics(
                channels,
                magnitudes / all,
                (channels - active) / all,
                within7 / all,
                above16 / all,
                largest,
                bits / all,
                (double) bits / active,
                1 - (double) bits / paddedSteps,
                1 - bits / (STEPS * all),
                1 - lowBits / (STEPS * all));
    }
}
