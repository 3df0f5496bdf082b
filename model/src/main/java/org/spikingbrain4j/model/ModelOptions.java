package org.spikingbrain4j.model;

/**
 * How a model is run.
 *
 * @param windowPlusOne a query of a window layer sees W + 1 keys instead of W (spec 4.3: flash-attention and the official
 *     training counted so)
 * @param chunkTokens tokens per prefill pass: scratch memory is proportional to it, results are not changed by it
 */
public record ModelOptions(boolean windowPlusOne, int chunkTokens, SpikingOptions spiking) {
    /** The window W of the checkpoint, 512 tokens per pass, spikes where the checkpoint was made for them. */
    public static final ModelOptions DEFAULT = new ModelOptions(false, 512, SpikingOptions.DEFAULT);

    public ModelOptions {
        if (chunkTokens < 1) {
            throw new IllegalArgumentException("chunkTokens must be at least 1, found " + chunkTokens);
        }
    }

    public ModelOptions withWindowPlusOne(boolean newWindowPlusOne) {
        return new ModelOptions(newWindowPlusOne, chunkTokens, spiking);
    }

    public ModelOptions withChunkTokens(int newChunkTokens) {
        return new ModelOptions(windowPlusOne, newChunkTokens, spiking);
    }

    public ModelOptions withSpiking(SpikingOptions newSpiking) {
        return new ModelOptions(windowPlusOne, chunkTokens, newSpiking);
    }
}
