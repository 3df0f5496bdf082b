package org.spikingbrain4j.spiking;

/**
 * How many spikes counts make, and how sparse they are (spec 6.6). Spikes are the 1-bits of |count|, as in bitwise
 * bidirectional coding. Shares are 0 to 1; what is a share or mean of nothing is NaN.
 *
 * <p>The report gives one sparsity without its formula, so there are three readings; they coincide where every |count| is
 * at most 7. Its own figures, 1.13 spikes, 18.4 % silent, 69.15 % sparsity, fit together if 1.13 is the mean over active
 * channels: 1 - 0.816 · 1.13 / 3 = 0.69.
 *
 * @param channels number of counts
 * @param meanAbsoluteCount mean of |count|
 * @param silentShare share of channels with count 0
 * @param within7Share share of channels with |count| at most 7, thus at most three steps
 * @param above16Share share of channels with |count| above 16
 * @param largestCount largest |count|
 * @param meanBitSpikes mean spikes per channel
 * @param meanBitSpikesActive mean spikes per channel that is not silent
 * @param sparsity3Step share of steps without a spike, each train padded to a multiple of three steps, at least three
 * @param sparsityOver3 1 - meanBitSpikes / 3
 * @param sparsityLow3Bits share of the three lowest bits that are 0
 */
public record SpikeStatistics(
        long channels,
        double meanAbsoluteCount,
        double silentShare,
        double within7Share,
        double above16Share,
        int largestCount,
        double meanBitSpikes,
        double meanBitSpikesActive,
        double sparsity3Step,
        double sparsityOver3,
        double sparsityLow3Bits) {

    /** The statistics of all counts in a histogram. */
    public static SpikeStatistics of(SpikeHistogram histogram) {
        return SpikeTotals.of(histogram).statistics(histogram.largest());
    }
}
