package org.spikingbrain4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikingbrain4j.model.InvalidInputException;
import org.spikingbrain4j.operators.SpikingBrainException;

class SamplerTest {
    private static final int DRAWS = 40_000;
    private static final double TOLERANCE = 0.01; // four standard deviations at 40000 draws
    private static final float[] LOGITS = {0, 2, 1, -1, 3, Float.NEGATIVE_INFINITY};

    @Test
    void greedyTakesTheLowestOfEqualTokens() {
        assertThat(next(SamplingOptions.DEFAULT, 1, 3, -2, 3)).isEqualTo(1);
    }

    @Test
    void drawsInProportionToTheProbabilities() {
        double[] expected = softmax(LOGITS, 1);

        assertThat(frequencies(SamplingOptions.builder().temperature(1).seed(5).build()))
                .containsExactly(expected, within(TOLERANCE));
    }

    @Test
    void temperatureDividesTheLogits() {
        assertThat(frequencies(
                        SamplingOptions.builder().temperature(2.5).seed(6).build()))
                .containsExactly(softmax(LOGITS, 2.5), within(TOLERANCE));
    }

    @Test
    void topKKeepsTheBestAndTheirProportions() {
        float[] best = {Float.NEGATIVE_INFINITY, 2, 1, Float.NEGATIVE_INFINITY, 3, Float.NEGATIVE_INFINITY};

        assertThat(frequencies(
                        SamplingOptions.builder().temperature(1).topK(3).seed(7).build()))
                .containsExactly(softmax(best, 1), within(TOLERANCE));
    }

    @Test
    void topPKeepsTheNucleusAndItsProportions() {
        float[] nucleus = new float[6];
        Arrays.fill(nucleus, Float.NEGATIVE_INFINITY);
        nucleus[4] = 3; // 0.636
        nucleus[1] = 2; // 0.234, together 0.870

        assertThat(frequencies(SamplingOptions.builder()
                        .temperature(1)
                        .topP(0.8)
                        .seed(8)
                        .build()))
                .containsExactly(softmax(nucleus, 1), within(TOLERANCE));
    }

    @Test
    void repetitionPenaltyCountsPromptAndTextOnceEach() {
        RepetitionPenalty penalty = new RepetitionPenalty(2, 4);
        penalty.promptToken(0);
        penalty.promptToken(0);
        penalty.generatedToken(1);
        float[] logits = {3, -3, 3, -3};
        penalty.apply(logits);

        assertThat(logits).containsExactly(1.5f, -6, 3, -3);
    }

    @Test
    void presenceAndFrequencyCountGeneratedTokens() {
        OccurrencePenalty penalty = new OccurrencePenalty(0.5, 0.25, 4);
        penalty.promptToken(0);
        penalty.generatedToken(1);
        penalty.generatedToken(2);
        penalty.generatedToken(2);
        float[] logits = {1, 1, 1, 1};
        penalty.apply(logits);

        assertThat(logits).containsExactly(1, 0.25f, 0, 1);
    }

    @Test
    void aBiasIsAdded() {
        SamplingOptions options =
                SamplingOptions.builder().logitBias(Map.of(0, 100.0, 4, -100.0)).build();

        assertThat(next(options, 0, 2, 1, -1, 3)).isZero();
        assertThat(draws(
                        SamplingOptions.builder()
                                .temperature(1)
                                .logitBias(Map.of(4, -100.0))
                                .seed(9)
                                .build(),
                        1000))
                .contains(1)
                .doesNotContain(4);
    }

    @Test
    void refusesABiasOfATokenThatIsNone() {
        SamplingOptions options =
                SamplingOptions.builder().logitBias(Map.of(5, 1.0)).build();

        assertThatThrownBy(() -> next(options, 0, 2, 1, -1, 3))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("logitBias: expected tokens from 0 to 4, the vocabulary of the model, found 5");
    }

    @Test
    void penaltiesChangeGreedyChoices() {
        Sampler sampler =
                new Sampler(SamplingOptions.builder().frequencyPenalty(1).build(), 3, 0);

        assertThat(IntStream.range(0, 4).map(i -> sampler.next(new float[] {2.5f, 2, 0})))
                .containsExactly(0, 1, 0, 1);
    }

    @Test
    void aSeedRepeatsItself() {
        SamplingOptions options =
                SamplingOptions.builder().temperature(0.9).topP(0.95).seed(11).build();

        assertThat(draws(options, 50)).isEqualTo(draws(options, 50));
        assertThat(draws(options, 50))
                .isNotEqualTo(draws(
                        SamplingOptions.builder()
                                .temperature(0.9)
                                .topP(0.95)
                                .seed(12)
                                .build(),
                        50));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-30, 1e-3, 1e30})
    void extremeTemperaturesStaySafe(double temperature) {
        SamplingOptions options = SamplingOptions.builder()
                .temperature(temperature)
                .topP(0.9)
                .minP(0.01)
                .seed(1)
                .build();

        assertThat(next(options, 1e30f, -1e30f, Float.NEGATIVE_INFINITY)).isBetween(0, 1);
    }

    @Test
    void refusesLogitsThatAreNotNumbers() {
        for (SamplingOptions options : new SamplingOptions[] {
            SamplingOptions.DEFAULT, SamplingOptions.builder().temperature(1).build()
        }) {
            assertThatThrownBy(() -> next(options, 1, Float.NaN, 2))
                    .isInstanceOf(SpikingBrainException.class)
                    .hasMessageContaining("not numbers");
            assertThatThrownBy(() -> next(options, Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY))
                    .isInstanceOf(SpikingBrainException.class);
        }
    }

    private static int next(SamplingOptions options, float... logits) {
        return new Sampler(options, logits.length, 0).next(logits);
    }

    private static int[] draws(SamplingOptions options, int count) {
        Sampler sampler = new Sampler(options, LOGITS.length, 0);
        return IntStream.range(0, count).map(i -> sampler.next(LOGITS.clone())).toArray();
    }

    private static double[] frequencies(SamplingOptions options) {
        double[] frequencies = new double[LOGITS.length];
        for (int token : draws(options, DRAWS)) {
            frequencies[token] += 1.0 / DRAWS;
        }
        return frequencies;
    }

    private static double[] softmax(float[] logits, double temperature) {
        double[] weights = IntStream.range(0, logits.length)
                .mapToDouble(i -> Math.exp(logits[i] / temperature))
                .toArray();
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(weight -> weight / sum).toArray();
    }
}
