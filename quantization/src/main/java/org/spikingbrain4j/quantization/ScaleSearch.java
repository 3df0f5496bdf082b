package org.spikingbrain4j.quantization;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.spikingbrain4j.operators.HostTensor;

/**
 * Chooses the scale of every group of every output such that the outputs under spikes come closest to those of float weights on
 * float inputs.
 *
 * <p>With the inputs X and their spiked values Xs, both [tokens, channels], the error of rounded weights w + d is |X w - Xs (w + d)|²,
 * which is d' C d + 2 d' h and what does not depend on d, with C = Xs' Xs and h = Xs' (Xs - X) w. In this form the large common
 * part of both products never appears, so float32 is precise enough. Scales are tried from what clips nothing down to half of it.
 *
 * <p>Inputs of different groups, and of different blocks in a group, are taken as uncorrelated.
 */
final class ScaleSearch {
    /** Scales that are tried, as fractions of what clips nothing. */
    static final float[] CLIPPINGS = {1, 0.97f, 0.94f, 0.91f, 0.88f, 0.84f, 0.8f, 0.75f, 0.7f, 0.6f, 0.5f};

    private final HostTensor weight;
    private final InputMoments moments;
    private final GroupScales largest;
    private final GroupScales chosen;

    private ScaleSearch(HostTensor weight, InputMoments moments, GroupScales largest) {
        this.weight = weight;
        this.moments = moments;
        this.largest = largest;
        this.chosen = largest.copy();
    }

    /**
     * @param weight finite, [out, in]
     * @param moments of the inputs, in blocks that respect the groups
     * @param largest scales that clip nothing
     */
    static GroupScales search(HostTensor weight, InputMoments moments, GroupScales largest) {
        ScaleSearch search = new ScaleSearch(weight, moments, largest);
        IntStream.range(0, WeightTile.count(largest.outputs()))
                .parallel()
                .forEach(tile -> search.new Tile(tile * WeightTile.OUTPUTS).search());
        return search.chosen;
    }

    /** The search for some neighbouring outputs; all arrays of numbers are by output. */
    private final class Tile {
        private final int first;
        private final int outputs;
        private final WeightTile weights;
        private final float[][] gapProducts;
        private final float[][] changes;
        private final float[] tried;
        private final float[] sum;
        private final float[][] errors;

        Tile(int first) {
            this.first = first;
            this.outputs = Math.min(WeightTile.OUTPUTS, largest.outputs() - first);
            int channels = Math.min(InputMoments.LARGEST_BLOCK, largest.groupSize());
            this.weights = new WeightTile(weight, first, outputs, channels);
            this.gapProducts = new float[channels][outputs];
            this.changes = new float[channels][outputs];
            this.tried = new float[outputs];
            this.sum = new float[outputs];
            this.errors = new float[CLIPPINGS.length][outputs];
        }

        void search() {
            int group = 0;
            for (InputMoments.Block block : moments.blocks()) {
                if (block.from() == (group + 1) * largest.groupSize()) {
                    choose(group++);
                }
                add(block, group);
            }
            choose(group);
        }

        /** Adds a block's share to the errors of its group. */
        private void add(InputMoments.Block block, int group) {
            float[][] w = weights.read(block.from(), block.channels());
            for (int c = 0; c < block.channels(); c++) {
                Arrays.fill(gapProducts[c], 0);
                Sums.add(gapProducts[c], block.gap()[c], w, 0, block.channels());
            }
            for (int i = 0; i < CLIPPINGS.length; i++) {
                readScales(group, CLIPPINGS[i]);
                for (int c = 0; c < block.channels(); c++) {
                    Rounding.change(w[c], tried, changes[c]);
                }
                addErrors(block, errors[i]);
            }
        }

        /** errors += d' C d + 2 d' h; C is symmetric, so one half of it does. */
        private void addErrors(InputMoments.Block block, float[] to) {
            int channels = block.channels();
            for (int c = 0; c < channels; c++) {
                float[] row = block.spiked()[c];
                System.arraycopy(gapProducts[c], 0, sum, 0, outputs);
                Sums.add(sum, row, changes, c + 1, channels);
                addErrors(to, changes[c], row[c], sum);
            }
        }

        private static void addErrors(float[] errors, float[] change, float diagonal, float[] others) {
            for (int o = 0; o < errors.length; o++) {
                errors[o] += change[o] * (diagonal * change[o] + 2 * others[o]);
            }
        }

        private void readScales(int group, float clipping) {
            int from = group * largest.outputs() + first;
            for (int o = 0; o < outputs; o++) {
                tried[o] = scale(from + o, clipping);
            }
        }

        private float scale(int at, float clipping) {
            return Math.max(clipping * largest.scales()[at], Float.MIN_NORMAL);
        }

        private void choose(int group) {
            for (int o = 0; o < outputs; o++) {
                int best = 0;
                for (int i = 1; i < CLIPPINGS.length; i++) {
                    best = errors[i][o] < errors[best][o] ? i : best;
                }
                int at = group * largest.outputs() + first + o;
                chosen.scales()[at] = scale(at, CLIPPINGS[best]);
            }
            for (float[] candidate : errors) {
                Arrays.fill(candidate, 0);
            }
        }
    }
}
