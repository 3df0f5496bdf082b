package org.spikingbrain4j.quantization;

import java.util.List;
import java.util.stream.IntStream;
import org.spikingbrain4j.operators.HostSpikes;

/**
 * What the inputs of a linear, as floats X and as spiked values Xs (spec 6.1), say about the error of rounded weights: second
 * moments within blocks of neighbouring channels. Products of channels of different blocks are left out.
 *
 * @param blocks side by side, over all channels
 */
record InputMoments(List<Block> blocks) {
    /** Most channels of a block. */
    static final int LARGEST_BLOCK = 128;

    /** Tokens whose rows stay in a processor's cache. */
    private static final int CHUNK = 64;

    /**
     * The moments of some channels, summed over the tokens.
     *
     * @param from the first channel
     * @param spiked Xsᵀ Xs, [channels, channels]
     * @param gap Xsᵀ (Xs - X), [channels, channels]; zero where nothing spikes
     */
    record Block(int from, float[][] spiked, float[][] gap) {
        int channels() {
            return spiked.length;
        }
    }

    /** Of dense inputs, [tokens, channels]. */
    static InputMoments dense(float[] x, int channels, int groupSize) {
        return new Sampler(x, channels, (token, channel) -> x[token * channels + channel]).moments(groupSize);
    }

    /**
     * Of inputs that reach the linear as spikes.
     *
     * @param x [tokens, channels], before they became spikes
     * @param groupSize channels that share a scale: no block reaches over its end
     */
    static InputMoments spiked(float[] x, HostSpikes spikes, int groupSize) {
        return new Sampler(x, spikes.columns(), spikes::value).moments(groupSize);
    }

    /** What reaches the linear. */
    @FunctionalInterface
    private interface Values {
        float value(int token, int channel);
    }

    private record Sampler(float[] x, int channels, Values spiked) {

        InputMoments moments(int groupSize) {
            return new InputMoments(IntStream.iterate(0, from -> from < channels, from -> from + groupSize)
                    .boxed()
                    .flatMap(group -> IntStream.iterate(
                                    group, from -> from < group + groupSize, from -> from + LARGEST_BLOCK)
                            .mapToObj(from -> new int[] {from, Math.min(LARGEST_BLOCK, group + groupSize - from)}))
                    .parallel()
                    .map(range -> block(range[0], range[1]))
                    .toList());
        }

        private Block block(int from, int size) {
            Block block = new Block(from, new float[size][size], new float[size][size]);
            float[][] byChannel = new float[size][CHUNK];
            float[][] values = new float[CHUNK][size];
            float[][] gaps = new float[CHUNK][size];
            int tokens = x.length / channels;
            for (int start = 0; start < tokens; start += CHUNK) {
                int count = Math.min(CHUNK, tokens - start);
                for (int t = 0; t < count; t++) {
                    for (int c = 0; c < size; c++) {
                        float value = spiked.value(start + t, from + c);
                        byChannel[c][t] = value;
                        values[t][c] = value;
                        gaps[t][c] = value - x[(start + t) * channels + from + c];
                    }
                }
                for (int c = 0; c < size; c++) {
                    Sums.add(block.spiked[c], byChannel[c], values, 0, count);
                    Sums.add(block.gap[c], byChannel[c], gaps, 0, count);
                }
            }
            return block;
        }
    }
}
