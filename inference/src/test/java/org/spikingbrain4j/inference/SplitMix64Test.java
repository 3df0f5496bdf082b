package org.spikingbrain4j.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SplitMix64Test {

    @Test
    void givesThePublishedSequence() {
        SplitMix64 random = new SplitMix64(1234567);

        assertThat(LongStream.generate(random::nextLong).limit(5).mapToObj(Long::toUnsignedString))
                .containsExactly(
                        "6457827717110365317",
                        "3203168211198807973",
                        "9817491932198370423",
                        "4593380528125082431",
                        "16408922859458223821");
    }

    @Test
    void doublesAreUniform() {
        SplitMix64 random = new SplitMix64(1);
        double[] values =
                DoubleStream.generate(random::nextDouble).limit(100_000).toArray();

        assertThat(DoubleStream.of(values)).allMatch(value -> value >= 0 && value < 1);
        assertThat(DoubleStream.of(values).average().orElseThrow()).isBetween(0.497, 0.503);
    }
}
