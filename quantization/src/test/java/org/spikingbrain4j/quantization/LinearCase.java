package org.spikingbrain4j.quantization;

import java.util.Arrays;
import java.util.Random;
import org.spikingbrain4j.operators.HostSpikes;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.SpikeExecution;
import org.spikingbrain4j.operators.SpikeRule;

/**
 * A random linear with its inputs, and its errors in double precision by the definition.
 *
 * @param x [tokens, in]
 * @param weights [out, in]
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record LinearCase(int tokens, int in, float[] x, float[] weights, HostSpikes spikes) {

    static LinearCase random(long seed, int tokens, int in, int out) {
        Random random = new Random(seed);
        float[] x = new float[tokens * in];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        float[] weights = new float[out * in];
        for (int i = 0; i < weights.length; i++) {
            double outlier = random.nextInt(10) == 0 ? 6 : 1;
            weights[i] = (float) (outlier * random.nextGaussian());
        }
        return of(tokens, in, x, weights);
    }

    /** The same with every token's inputs zero but in one block, which the tokens take in turn. */
    LinearCase oneBlockPerToken(int block) {
        float[] some = new float[x.length];
        int blocks = Math.ceilDiv(in, block);
        for (int t = 0; t < tokens; t++) {
            int from = t % blocks * block;
            System.arraycopy(x, t * in + from, some, t * in + from, Math.min(block, in - from));
        }
        return of(tokens, in, some, weights);
    }

    LinearCase silent() {
        return of(tokens, in, new float[x.length], weights);
    }

    private static LinearCase of(int tokens, int in, float[] x, float[] weights) {
        return new LinearCase(tokens, in, x, weights, spikes(tokens, in, x));
    }

    HostTensor weight() {
        return HostTensor.of("weight", Shape.of(weights.length / in, in), weights);
    }

    HostTensor row(int output) {
        return HostTensor.of("row", Shape.of(1, in), Arrays.copyOfRange(weights, output * in, (output + 1) * in));
    }

    private static HostSpikes spikes(int tokens, int in, float[] x) {
        try (ReferenceBackend backend = new ReferenceBackend();
                Operators operators = backend.openPass()) {
            int[] rows = new int[tokens];
            Arrays.setAll(rows, row -> row);
            HostTensor table = HostTensor.of("x", Shape.of(tokens, in), x);
            SpikeRule rule = new SpikeRule("x", 3, in, SpikeExecution.COUNTS);
            return operators.spikesToHost(operators.spike(operators.embed(backend.load(table), rows), rule));
        }
    }

    /** |X w - Xs ŵ|² of one group of one output. */
    double error(GroupScales scales, int group, int output) {
        float scale = scales.scales()[group * scales.outputs() + output];
        return error(group * scales.groupSize(), scales.groupSize(), output, scale);
    }

    /** The same of all inputs under one scale. */
    double error(int output, float scale) {
        return error(0, in, output, scale);
    }

    private double error(int from, int count, int output, float scale) {
        double[] rounded = new double[count];
        for (int c = 0; c < count; c++) {
            float code = (float) Math.rint(weights[output * in + from + c] / scale);
            rounded[c] = Math.clamp(code, -127f, 127f) * scale;
        }
        return error(from, output, rounded);
    }

    private double error(int from, int output, double[] rounded) {
        double error = 0;
        for (int t = 0; t < tokens; t++) {
            double difference = 0;
            for (int c = 0; c < rounded.length; c++) {
                difference += (double) x[t * in + from + c] * weights[output * in + from + c]
                        - spikes.value(t, from + c) * rounded[c];
            }
            error += difference * difference;
        }
        return error;
    }
}
