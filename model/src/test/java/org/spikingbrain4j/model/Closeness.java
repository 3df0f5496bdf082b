package org.spikingbrain4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.spikingbrain4j.operators.HostTensor;

/** The tolerances of spec 10. */
final class Closeness {
    static final double LOGITS = 3e-5;

    private Closeness() {}

    /** Largest absolute difference. */
    static double maxDifference(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double worst = 0;
        for (int i = 0; i < actual.length; i++) {
            double difference = Math.abs((double) actual[i] - expected[i]);
            worst = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(worst, difference);
        }
        return worst;
    }

    static void assertLogits(String what, Logits actual, HostTensor expected) {
        assertThat(maxDifference(actual.values(), expected.toFloats())).as(what).isLessThanOrEqualTo(LOGITS);
    }

    /** Rows of a linear's output: 1e-5 of the row's largest. */
    static void assertRows(String what, float[] actual, HostTensor expected) {
        int columns = Math.toIntExact(expected.shape().dimension(1));
        float[] values = expected.toFloats();
        assertThat(actual).as(what).hasSameSizeAs(values);
        for (int from = 0; from < values.length; from += columns) {
            float[] row = Arrays.copyOfRange(values, from, from + columns);
            double largest = 0;
            for (float value : row) {
                largest = Math.max(largest, Math.abs(value));
            }
            assertThat(maxDifference(Arrays.copyOfRange(actual, from, from + columns), row))
                    .as("%s, row %d", what, from / columns)
                    .isLessThanOrEqualTo(1e-5 * largest);
        }
    }

    /** Hidden values and states: 1e-5 of the largest, or of one. */
    static void assertValues(String what, float[] actual, HostTensor expected) {
        float[] values = expected.toFloats();
        double largest = 1;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(maxDifference(actual, values)).as(what).isLessThanOrEqualTo(1e-5 * largest);
    }
}
