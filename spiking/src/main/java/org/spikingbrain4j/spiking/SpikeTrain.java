package org.spikingbrain4j.spiking;

import java.util.Arrays;
import org.spikingbrain4j.operators.SpikingBrainException;

/** Spikes over time, [steps, neurons] with time first, each -1, 0 or 1. Immutable. */
public final class SpikeTrain {
    private final int steps;
    private final int neurons;
    private final byte[] spikes;

    private SpikeTrain(int steps, int neurons, byte[] spikes) {
        this.steps = steps;
        this.neurons = neurons;
        this.spikes = spikes;
    }

    /** The spike of a neuron at a time step. */
    @FunctionalInterface
    public interface Source {
        int spike(int step, int neuron);
    }

    /**
     * Asks a source for every spike, step by step.
     *
     * @throws SpikingBrainException if the train does not fit an array
     * @throws IllegalArgumentException if the source gives anything but -1, 0 or 1
     */
    public static SpikeTrain of(int steps, int neurons, Source source) {
        byte[] spikes = new byte[size(steps, neurons)];
        for (int step = 0, i = 0; step < steps; step++) {
            for (int neuron = 0; neuron < neurons; neuron++, i++) {
                int spike = source.spike(step, neuron);
                if (spike < -1 || spike > 1) {
                    throw new IllegalArgumentException("spike train: step %d, neuron %d: need -1, 0 or 1, found %d"
                            .formatted(step, neuron, spike));
                }
                spikes[i] = (byte) spike;
            }
        }
        return new SpikeTrain(steps, neurons, spikes);
    }

    private static int size(int steps, int neurons) {
        if (steps < 0 || neurons < 0) {
            throw new IllegalArgumentException("spike train: %d steps, %d neurons".formatted(steps, neurons));
        }
        long size = (long) steps * neurons;
        if (size > Integer.MAX_VALUE - 8) {
            throw new SpikingBrainException(
                    "spike train: %d steps of %d neurons do not fit an array; use a bitwise coding"
                            .formatted(steps, neurons));
        }
        return (int) size;
    }

    /** Number of time steps. */
    public int steps() {
        return steps;
    }

    /** Number of neurons. */
    public int neurons() {
        return neurons;
    }

    /** The spike of a neuron at a time step: -1, 0 or 1. */
    public int spike(int step, int neuron) {
        if (step < 0 || step >= steps || neuron < 0 || neuron >= neurons) {
            throw new IndexOutOfBoundsException(
                    "spike (%d, %d) of a train [%d, %d]".formatted(step, neuron, steps, neurons));
        }
        return spikes[step * neurons + neuron];
    }

    /** Number of spikes of either sign. */
    public long spikeCount() {
        long count = 0;
        for (byte spike : spikes) {
            count += Math.abs(spike);
        }
        return count;
    }

    /** Spikes per neuron and step, 0 to 1; NaN for an empty train. */
    public double firingRate() {
        return (double) spikeCount() / spikes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SpikeTrain train
                && steps == train.steps
                && neurons == train.neurons
                && Arrays.equals(spikes, train.spikes);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * steps + neurons) + Arrays.hashCode(spikes);
    }

    @Override
    public String toString() {
        return "SpikeTrain[steps=%d, neurons=%d, spikes=%d]".formatted(steps, neurons, spikeCount());
    }
}
