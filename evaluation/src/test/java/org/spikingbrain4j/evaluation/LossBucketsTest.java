package org.spikingbrain4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LossBucketsTest {
    /** Whatever the length, every bucket is what its tokens say. */
    @Property(tries = 50)
    void holdMeanAndMaximumOfTheirTokens(@ForAll @IntRange(min = 1, max = 300) int tokens, @ForAll int seed) {
        double[] losses = new Random(seed).doubles(tokens).toArray();
        LossBuckets buckets = new LossBuckets(8);
        for (int i = 0; i < tokens; i++) {
            buckets.add(i, losses[i]);
        }

        assertThat(buckets.size()).isEqualTo((int) Math.ceilDiv(tokens, buckets.width()));
        assertThat(buckets.width()).isEqualTo(Math.max(1, Integer.highestOneBit(Math.ceilDiv(tokens, 8) * 2 - 1)));
        for (int bucket = 0; bucket < buckets.size(); bucket++) {
            int start = (int) buckets.start(bucket);
            int end = (int) Math.min(tokens, start + buckets.width());
            double sum = 0;
            double largest = 0;
            for (int i = start; i < end; i++) {
                sum += losses[i];
                largest = Math.max(largest, losses[i]);
            }
            assertThat(buckets.mean(bucket)).isEqualTo(sum / (end - start), within(1e-12));
            assertThat(buckets.largest(bucket)).isEqualTo(largest);
        }
    }

    /** Positions begin at 1, where the first token is not predicted. */
    @Test
    void aBucketWithoutTokensHasNoLoss() {
        LossBuckets buckets = new LossBuckets(2);
        buckets.add(1, 5);
        assertThat(buckets.mean(0)).isNaN();
        assertThat(buckets.largest(0)).isNaN();
        buckets.add(2, 3);
        assertThat(buckets.largest(0)).isEqualTo(5);
        assertThat(buckets.mean(1)).isEqualTo(3);
    }

    @Test
    void needsAnEvenNumber() {
        assertThatThrownBy(() -> new LossBuckets(3)).hasMessageContaining("even number");
    }
}
