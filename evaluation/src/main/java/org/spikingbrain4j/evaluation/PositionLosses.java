package org.spikingbrain4j.evaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * Mean losses by how much a model had read, in buckets that double: 0 to 63 tokens, 64 to 127, 128 to 255 and so on. Whether
 * they keep falling tells whether a model uses a long context. Not thread-safe.
 */
public final class PositionLosses {
    private static final int FIRST = 64;

    private final List<Sum> sums = new ArrayList<>();

    /**
     * Tokens that were predicted from about as much context.
     *
     * @param from fewest tokens before them
     * @param to most tokens before them
     * @param tokens how many there are, at least 1
     * @param meanLoss nats per token
     * @param standardError of the mean, as if the losses were independent; 0 for one token
     */
    public record Bucket(long from, long to, long tokens, double meanLoss, double standardError) {}

    /** A running mean and the sum of squared distances from it (Welford). */
    private static final class Sum {
        private long tokens;
        private double mean;
        private double squares;

        void add(double loss) {
            tokens++;
            double distance = loss - mean;
            mean += distance / tokens;
            squares += distance * (loss - mean);
        }

        double standardError() {
            return tokens < 2 ? 0 : Math.sqrt(squares / (tokens - 1) / tokens);
        }
    }

    /**
     * A token that was predicted.
     *
     * @param position tokens that the model had read before it
     * @param loss nats
     */
    public void add(long position, double loss) {
        int bucket = Math.max(0, 64 - Long.numberOfLeadingZeros(position / FIRST));
        while (sums.size() <= bucket) {
            sums.add(new Sum());
        }
        sums.get(bucket).add(loss);
    }

    /** The buckets that hold tokens, from the least context to the most. */
    public List<Bucket> buckets() {
        List<Bucket> buckets = new ArrayList<>();
        for (int i = 0; i < sums.size(); i++) {
            Sum sum = sums.get(i);
            if (sum.tokens > 0) {
                long from = i == 0 ? 0 : (long) FIRST << (i - 1);
                long to = ((long) FIRST << i) - 1;
                buckets.add(new Bucket(from, to, sum.tokens, sum.mean, sum.standardError()));
            }
        }
        return List.copyOf(buckets);
    }
}
