package org.spikingbrain4j.model;

import java.util.OptionalLong;

/**
 * How a model is run.
 *
 * @param windowPlusOne a query of a window layer sees W + 1 keys instead of W (spec 4.3: flash-attention and the official
 *     training counted so)
 * @param chunkTokens tokens per prefill pass: scratch memory is proportional to it, results are not changed by it
 * @param expertBytes most memory that the weights of routed experts occupy, which are read from the file again where they are needed again;
 *     empty leaves it to the operating system. It changes no result
 */
public record ModelOptions(boolean windowPlusOne, int chunkTokens, SpikingOptions spiking, OptionalLong expertBytes) {
    /** The window W of the checkpoint, 512 tokens per pass, spikes where the checkpoint was made for them, no bounds for experts. */
    public static final ModelOptions DEFAULT =
            new ModelOptions(false, 512, SpikingOptions.DEFAULT, OptionalLong.empty());

    public ModelOptions {
        if (chunkTokens < 1) {
            throw new IllegalArgumentException("chunkTokens must be at least 1, found " + chunkTokens);
        }
    }

    /** Keys that a query of a window layer sees, of a model whose configuration says so many. */
    int window(int configured) {
        return windowPlusOne ? configured + 1 : configured;
    }

    public ModelOptions withWindowPlusOne(boolean newWindowPlusOne) {
        return new ModelOptions(newWindowPlusOne, chunkTokens, spiking, expertBytes);
    }

    public ModelOptions withChunkTokens(int newChunkTokens) {
        return new ModelOptions(windowPlusOne, newChunkTokens, spiking, expertBytes);
    }

    public ModelOptions withSpiking(SpikingOptions newSpiking) {
        return new ModelOptions(windowPlusOne, chunkTokens, newSpiking, expertBytes);
    }

    public ModelOptions withExpertBytes(long newExpertBytes) {
        return new ModelOptions(windowPlusOne, chunkTokens, spiking, OptionalLong.of(newExpertBytes));
    }
}
