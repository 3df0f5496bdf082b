package org.spikingbrain4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopLogprobsTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 13, 207})
    void findsTheBestInOrder(int vocabulary) {
        float[] logits = new float[vocabulary];
        Random random = new Random(3);
        for (int i = 0; i < vocabulary; i++) {
            logits[i] = random.nextInt(50) / 10f;
        }
        List<Integer> sorted = IntStream.range(0, vocabulary)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer token) -> -logits[token]))
                .toList();
        PositionLogprobs position = TopLogprobs.of(logits, sorted.getFirst(), 5);

        assertThat(position.top().stream().map(TokenLogprob::token))
                .containsExactlyElementsOf(sorted.subList(0, Math.min(5, vocabulary)));
        assertThat(position.chosen()).isEqualTo(position.top().getFirst());
    }

    @Test
    void logprobsAreNormalised() {
        float[] logits = {1000, 999, -1000, 998};
        PositionLogprobs position = TopLogprobs.of(logits, 3, 4);

        assertThat(position.top().stream()
                        .mapToDouble(top -> Math.exp(top.logprob()))
                        .sum())
                .isEqualTo(1, within(1e-12));
        assertThat(position.chosen().logprob())
                .isEqualTo(-2 - Math.log(1 + Math.exp(-1) + Math.exp(-2)), within(1e-12));
    }

    @Test
    void readsOneRowOfMany() {
        float[] rows = {9, 9, 1, 2, 9, 9};

        assertThat(LogSoftmax.of(rows, 2, 2).logprob(0)).isEqualTo(-Math.log(1 + Math.E), within(1e-12));
    }
}
