package org.spikingbrain4j.quantization;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.spikingbrain4j.operators.HostTensor;

/**
 * Chooses step and scale of every group of every output such that the outputs under spikes come closest to those of float
 * weights on float inputs.
 *
 * <p>With the inputs X and their spiked values Xs, both [tokens, channels], the error of rounded weights ŵ = w + d is
 * |X w - Xs ŵ|², which is d' C d + 2 d' h and what does not depend on d, with C = Xs' Xs and h = Xs' (Xs - X) w. In this form the large
 * common part of both products never appears, so float32 is precise enough. Steps are tried from what clips nothing down to half of
 * it; each is then worth the scale that least squares give its codes, in closed form.
 *
 * <p>Inputs of different groups, and of different blocks in a group, are taken as uncorrelated.
 */
final class ScaleSearch {
    /** Steps that are tried, as fractions of the largest weight's. */
    static final float[] CLIPPINGS = {1, 0.97f, 0.94f, 0.91f, 0.88f, 0.84f, 0.8f, 0.75f, 0.7f, 0.6f, 0.5f};

    /** How far a scale may lie from its step, as a fraction of it: spikes never need more. */
    static final float LARGEST_CORRECTION = 0.5f;

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
        private final float[][] spikedProducts;
        private final float[][] gapProducts;
        private final float[][] changes;
        private final float[] steps;
        private final float[] sum;
        private final float[] weightEnergy;
        private final float[] weightGap;
        private final ErrorTerms[] candidates;

        Tile(int first) {
            this.first = first;
            this.outputs = Math.min(WeightTile.OUTPUTS, largest.outputs() - first);
            int channels = Math.min(InputMoments.LARGEST_BLOCK, largest.groupSize());
            this.weights = new WeightTile(weight, first, outputs, channels);
            this.spikedProducts = new float[channels][outputs];
            this.gapProducts = new float[channels][outputs];
            this.changes = new float[channels][outputs];
            this.steps = new float[outputs];
            this.sum = new float[outputs];
            this.weightEnergy = new float[outputs];
            this.weightGap = new float[outputs];
            this.candidates = IntStream.range(0, CLIPPINGS.length)
                    .mapToObj(_ -> ErrorTerms.zero(outputs))
                    .toArray(ErrorTerms[]::new);
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
                multiply(block.spiked()[c], w, spikedProducts[c]);
                multiply(block.gap()[c], w, gapProducts[c]);
                Sums.addProduct(weightEnergy, w[c], spikedProducts[c]);
                Sums.addProduct(weightGap, w[c], gapProducts[c]);
            }
            for (int i = 0; i < CLIPPINGS.length; i++) {
                readSteps(group, CLIPPINGS[i]);
                ErrorTerms terms = candidates[i];
                for (int c = 0; c < block.channels(); c++) {
                    Rounding.change(w[c], steps, changes[c]);
                    Sums.addProduct(terms.cross(), changes[c], spikedProducts[c]);
                    Sums.addProduct(terms.gap(), changes[c], gapProducts[c]);
                }
                addEnergy(block.spiked(), terms.energy());
            }
        }

        private static void multiply(float[] row, float[][] w, float[] product) {
            Arrays.fill(product, 0);
            Sums.add(product, row, w, 0, row.length);
        }

        /** energy += d' C d; C is symmetric, so one half of it does. */
        private void addEnergy(float[][] spiked, float[] energy) {
            for (int c = 0; c < spiked.length; c++) {
                Arrays.fill(sum, 0);
                Sums.add(sum, spiked[c], changes, c + 1, spiked.length);
                addEnergy(energy, changes[c], spiked[c][c], sum);
            }
        }

        private static void addEnergy(float[] energy, float[] change, float diagonal, float[] others) {
            for (int o = 0; o < energy.length; o++) {
                energy[o] += change[o] * (diagonal * change[o] + 2 * others[o]);
            }
        }

        private void readSteps(int group, float clipping) {
            int from = group * largest.outputs() + first;
            for (int o = 0; o < outputs; o++) {
                steps[o] = Math.max(clipping * largest.steps()[from + o], Float.MIN_NORMAL);
            }
        }

        private void choose(int group) {
            for (int o = 0; o < outputs; o++) {
                choose(group, o);
            }
            Arrays.fill(weightEnergy, 0);
            Arrays.fill(weightGap, 0);
            for (ErrorTerms terms : candidates) {
                terms.clear();
            }
        }

        private void choose(int group, int o) {
            int at = group * largest.outputs() + first + o;
            float best = candidates[0].error(o, weightEnergy[o], weightGap[o], 0);
            for (int i = 0; i < CLIPPINGS.length; i++) {
                float correction = candidates[i].correction(o, weightEnergy[o], weightGap[o]);
                float error = candidates[i].error(o, weightEnergy[o], weightGap[o], correction);
                if (error < best) {
                    best = error;
                    float step = Math.max(CLIPPINGS[i] * largest.steps()[at], Float.MIN_NORMAL);
                    chosen.steps()[at] = step;
                    chosen.scales()[at] = Math.max(step * (1 + correction), Float.MIN_NORMAL);
                }
            }
        }
    }
}
