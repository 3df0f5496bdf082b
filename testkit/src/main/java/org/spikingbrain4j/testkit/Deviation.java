package org.spikingbrain4j.testkit;

/**
 * How far values are from the expected ones.
 *
 * @param relativeRms root of the sum of squared errors over the sum of squares expected; the plain root mean square where
 *     all expected values are 0
 * @param maximum largest absolute error
 * @param scale largest absolute value expected
 */
public record Deviation(double relativeRms, double maximum, double scale) {

    /** Of two arrays of one length; NaN where a value is NaN. */
    public static Deviation between(double[] expected, double[] actual) {
        if (expected.length != actual.length) {
            throw new IllegalArgumentException(
                    "%d values expected, found %d".formatted(expected.length, actual.length));
        }
        double errors = 0;
        double squares = 0;
        double maximum = 0;
        double scale = 0;
        for (int i = 0; i < expected.length; i++) {
            double error = actual[i] - expected[i];
            errors += error * error;
            squares += expected[i] * expected[i];
            maximum = Math.max(maximum, Math.abs(error));
            scale = Math.max(scale, Math.abs(expected[i]));
        }
        return new Deviation(Math.sqrt(errors / denominator(squares, expected.length)), maximum, scale);
    }

    // Numbers below the smallest normal one have few digits: their errors count relative to that one.
    private static double denominator(double squares, int length) {
        double smallest = Float.MIN_NORMAL;
        return squares == 0 ? length : Math.max(squares, length * smallest * smallest);
    }

    /** Of two arrays of one length; NaN where a value is NaN. */
    public static Deviation between(float[] expected, float[] actual) {
        return between(doubles(expected), doubles(actual));
    }

    /** Whether the relative error is within the tolerance and no element is off by more than 30 times that. */
    boolean within(double tolerance) {
        double elementScale = scale == 0 ? 1 : Math.max(scale, Float.MIN_NORMAL);
        return relativeRms <= tolerance && maximum <= 30 * tolerance * elementScale;
    }

    static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    @Override
    public String toString() {
        return "relative RMS error %.2e, largest error %.2e of %.2e".formatted(relativeRms, maximum, scale);
    }
}
