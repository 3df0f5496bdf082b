package org.spikingbrain4j.benchmarks;

import java.util.SplittableRandom;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.operators.Weight;

/** Random activations. The contract has no upload: an embedding table of one row per token serves. */
final class Activations {
    private final Weight table;
    private final int[] tokens;

    Activations(Backend backend, int rows, int columns) {
        this.table = backend.load(HostTensor.of("activations", Shape.of(rows, columns), random(rows * columns)));
        this.tokens = new int[rows];
        for (int i = 0; i < rows; i++) {
            tokens[i] = i;
        }
    }

    /** Numbers from -1 to 1, the same in every run. */
    static float[] random(int count) {
        SplittableRandom random = new SplittableRandom(2);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }

    Tensor in(Operators pass) {
        return pass.embed(table, tokens);
    }
}
