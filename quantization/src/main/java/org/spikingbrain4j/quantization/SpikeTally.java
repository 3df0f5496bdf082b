package org.spikingbrain4j.quantization;

import org.spikingbrain4j.operators.HostSpikes;

/** How sparse the spikes of a layer are (spec 6.6), summed over the inputs of its linears. */
final class SpikeTally {
    /** Steps of a train that the sparsity is told for. */
    private static final double STEPS = 3;

    private long channels;
    private long silent;
    private long ones;

    void add(HostSpikes spikes) {
        for (int count : spikes.counts()) {
            int bits = Integer.bitCount(Math.abs(count));
            ones += bits;
            silent += bits == 0 ? 1 : 0;
        }
        channels += spikes.counts().length;
    }

    /** Share of channels without a spike. */
    double silentShare() {
        return (double) silent / channels;
    }

    /** 1 - 1-bits per channel / 3, as the report's figure reads. */
    double sparsity() {
        return 1 - ones / (STEPS * channels);
    }
}
