package org.spikingbrain4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.spikingbrain4j.operators.SpikeExecution;
import org.spikingbrain4j.operators.SpikeRule;

/** Kinds of rows, by the spikes they become. */
enum Activity {
    /** Small counts of both signs, some zero. */
    ORDINARY,
    /** Small counts but for a channel or two beyond ±40 000. */
    OUTLIERS,
    /** All channels of one magnitude at the border of a byte: what saturates narrow sums. */
    BYTE_BORDER,
    /** Most channels silent. */
    SPARSE,
    /** All channels silent but one. */
    SINGLE_CHANNEL,
    /** Nothing at all. */
    SILENT,
    /** A row of each kind in turn. */
    EVERYTHING;

    private static final List<Activity> KINDS =
            List.of(OUTLIERS, ORDINARY, SILENT, SPARSE, SINGLE_CHANNEL, BYTE_BORDER);

    /**
     * Rows and a rule by which they spike so.
     *
     * @param k of the rule: with it the threshold of the most active row is a power of two
     */
    record Rows(Activity activity, Matrix x, double k) {
        SpikeRule rule(SpikeExecution execution) {
            return new SpikeRule("layer.in", k, x.columns(), execution);
        }

        Rows slice(int from, int count) {
            return new Rows(activity, x.slice(from, count), k);
        }

        @Override
        public String toString() {
            return "%s [%d, %d], k %s".formatted(activity, x.rows(), x.columns(), k);
        }
    }

    /** Random rows of this kind; each is scaled by a power of two of its own, so that thresholds differ. */
    Rows rows(RandomData random, int rows, int columns) {
        float[] values = new float[rows * columns];
        double largestMean = 0;
        for (int t = 0; t < rows; t++) {
            Activity kind = this == EVERYTHING ? KINDS.get(t % KINDS.size()) : this;
            float[] counts = kind.row(random, columns);
            double sum = 0;
            float scale = Math.scalb(1f, random.whole(-6, 6));
            for (int c = 0; c < columns; c++) {
                sum += Math.abs(counts[c]);
                values[t * columns + c] = scale * counts[c];
            }
            largestMean = Math.max(largestMean, sum / columns);
        }
        return new Rows(this, new Matrix(rows, columns, values), largestMean == 0 ? 3 : largestMean);
    }

    /** That the rows became what they were made for; in at least 128 channels. */
    void requireLargest(int count) {
        switch (this) {
            case ORDINARY, SPARSE -> assertThat(count).isBetween(5, 50);
            case OUTLIERS, EVERYTHING -> assertThat(count).isGreaterThan(40_000);
            case BYTE_BORDER -> assertThat(count).isBetween(127, 256);
            case SINGLE_CHANNEL -> assertThat(count).isPositive();
            case SILENT -> assertThat(count).isZero();
        }
    }

    private float[] row(RandomData random, int columns) {
        float[] counts = new float[columns];
        switch (this) {
            case ORDINARY -> System.arraycopy(random.normal(1, columns, 3).values(), 0, counts, 0, columns);
            case OUTLIERS -> {
                System.arraycopy(random.normal(1, columns, 3).values(), 0, counts, 0, columns);
                counts[random.whole(0, columns - 1)] = random.pick(List.of(-1, 1)) * random.whole(40_001, 60_000);
                counts[random.whole(0, columns - 1)] = random.pick(List.of(-1, 1)) * random.whole(40_001, 60_000);
            }
            case BYTE_BORDER -> fillByteBorder(random, counts);
            case SPARSE -> {
                for (int c = 0; c < columns; c++) {
                    counts[c] = random.whole(0, 9) < 7 ? 0 : random.whole(-9, 9);
                }
            }
            case SINGLE_CHANNEL -> counts[random.whole(0, columns - 1)] = random.pick(List.of(-5, 5));
            case SILENT, EVERYTHING -> {}
        }
        return counts;
    }

    private static void fillByteBorder(RandomData random, float[] counts) {
        int magnitude = random.pick(List.of(127, 128, 129, 255, 256));
        List<Integer> signs = random.pick(List.of(List.of(1), List.of(-1), List.of(-1, 1)));
        for (int c = 0; c < counts.length; c++) {
            counts[c] = random.pick(signs) * magnitude;
        }
    }
}
