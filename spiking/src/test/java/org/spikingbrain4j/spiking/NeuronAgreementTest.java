package org.spikingbrain4j.spiking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikingbrain4j.operators.HostSpikes;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.SpikeExecution;
import org.spikingbrain4j.operators.SpikeRule;

/** The neuron that is shown and the spikes of a model are one formula, to the last bit. */
class NeuronAgreementTest {
    private static final int ROWS = 64;
    private static final int[] ONE_OF_EACH = IntStream.range(0, ROWS).toArray();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {301, 302, 303, 304, 305})
    void neuronFiresAsTheReferenceOperator(long seed) {
        Random random = new Random(seed);
        for (double k : new double[] {0.5, 3, 4.7, random.nextDouble(0.1, 10)}) {
            int columns = random.nextInt(1, 300);
            float[] x = rows(random, columns);
            HostSpikes spikes = spikes(x, columns, k);
            AdaptiveThresholdNeuron neuron = new AdaptiveThresholdNeuron(k);
            for (int row = 0; row < ROWS; row++) {
                String what = "seed %d, k %s, %d columns, row %d".formatted(seed, k, columns, row);
                SpikeCounts fired = neuron.fire(Arrays.copyOfRange(x, row * columns, (row + 1) * columns));
                assertThat(fired.threshold()).as(what).isEqualTo(spikes.thresholds()[row]);
                assertThat(fired.counts())
                        .as(what)
                        .isEqualTo(Arrays.copyOfRange(spikes.counts(), row * columns, (row + 1) * columns));
            }
        }
    }

    /** Of magnitudes that reach both bounds of the threshold. */
    private static float[] rows(Random random, int columns) {
        float[] x = new float[ROWS * columns];
        for (int row = 0; row < ROWS; row++) {
            double size = Math.pow(10, random.nextDouble(-7, 7));
            for (int i = 0; i < columns; i++) {
                x[row * columns + i] = (float) (size * random.nextGaussian());
            }
        }
        return x;
    }

    private static HostSpikes spikes(float[] x, int columns, double k) {
        try (ReferenceBackend backend = new ReferenceBackend();
                Operators pass = backend.openPass()) {
            HostTensor table = HostTensor.of("rows", Shape.of(ROWS, columns), x);
            SpikeRule rule = new SpikeRule("rows", k, columns, SpikeExecution.COUNTS);
            return pass.spikesToHost(pass.spike(pass.embed(backend.load(table), ONE_OF_EACH), rule));
        }
    }
}
