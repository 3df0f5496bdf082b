package org.spikingbrain4j.quantization;

import org.spikingbrain4j.operators.HostTensor;

/**
 * A part of a weight [out, in] by input channel, so that loops run over outputs: all outputs of a tile do the same with their
 * own numbers.
 */
final class WeightTile {
    /** Outputs of a tile, few enough for a tile to stay in a processor's cache. */
    static final int OUTPUTS = 256;

    private final HostTensor weight;
    private final int firstOutput;
    private final float[][] channels;
    private final float[] row;

    /**
     * @param outputs how many from {@code firstOutput} on
     * @param mostChannels of a part that is read at a time
     */
    WeightTile(HostTensor weight, int firstOutput, int outputs, int mostChannels) {
        this.weight = weight;
        this.firstOutput = firstOutput;
        this.channels = new float[mostChannels][outputs];
        this.row = new float[mostChannels];
    }

    /** Tiles of a weight with so many outputs. */
    static int count(int outputs) {
        return Math.ceilDiv(outputs, OUTPUTS);
    }

    /**
     * Reads the channels from {@code first} on.
     *
     * @return [channels, outputs], valid until the next call; only the first {@code count} rows are meant
     */
    float[][] read(int first, int count) {
        long in = weight.shape().dimension(1);
        for (int o = 0; o < channels[0].length; o++) {
            weight.read((firstOutput + o) * in + first, row, 0, count);
            for (int c = 0; c < count; c++) {
                channels[c][o] = row[c];
            }
        }
        return channels;
    }
}
