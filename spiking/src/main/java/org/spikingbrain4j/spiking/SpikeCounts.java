package org.spikingbrain4j.spiking;

/**
 * What the neurons of one token fired. The array is not copied.
 *
 * @param threshold the activation one spike stands for
 * @param counts signed number of spikes of each channel, [channels]
 */
public record SpikeCounts(float threshold, int[] counts) {

    /** The activations the spikes stand for, count times threshold in float32, [channels]. */
    public float[] values() {
        float[] values = new float[counts.length];
        for (int i = 0; i < counts.length; i++) {
            values[i] = counts[i] * threshold;
        }
        return values;
    }
}
