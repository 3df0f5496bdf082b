package org.spikingbrain4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.inference.Cancellation;
import org.spikingbrain4j.inference.CancelledException;
import org.spikingbrain4j.model.InvalidInputException;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.Logits;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.testkit.Fixtures;
import org.spikingbrain4j.testkit.Golden;

class PerplexityTest {
    private static final int[] TEXT = new Random(4).ints(53, 0, 320).toArray();

    private final Backend backend = new ReferenceBackend();
    private LanguageModel model =
            LanguageModel.load(Checkpoint.open(Fixtures.GLA_SWA_F32.directory()), backend, ModelOptions.DEFAULT);

    @AfterEach
    void close() {
        model.close();
        backend.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fixtures.class,
            names = {"GLA_SWA_F32", "GLA_SWA_BF16"})
    void isTheLossOfTheOfficialCode(Fixtures fixture) {
        model.close();
        model = LanguageModel.load(Checkpoint.open(fixture.directory()), backend, ModelOptions.DEFAULT);
        try (Golden golden = Golden.open(fixture)) {
            for (int i = 0; i < golden.sequences().size(); i++) {
                OptionalDouble expected = golden.meanCrossEntropy().get(i);
                int[] tokens = golden.sequences().get(i);
                if (expected.isPresent()) {
                    PerplexityResult result = measure(new ContextWindows.Continuous(), tokens);
                    assertThat(result.meanLoss()).as("sequence %d", i).isEqualTo(expected.getAsDouble(), within(1e-5));
                    assertThat(result.tokens()).isEqualTo(tokens.length - 1);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "7, 7", "7, 3", "13, 1", "16, 5", "52, 52", "52, 9", "1000, 10"})
    void predictsEveryTokenOnceInItsWindow(int length, int stride) {
        PerplexityResult result = measure(new ContextWindows.Sliding(length, stride), TEXT);

        assertThat(result.tokens()).isEqualTo(TEXT.length - 1);
        assertThat(result.meanLoss()).isEqualTo(naive(length, stride), within(1e-9));
    }

    @Test
    void tellsHowFarItGot() {
        List<Long> scored = new ArrayList<>();
        new Perplexity(model, ContextWindows.chunked(20))
                .measure(TEXT, (done, total, loss) -> scored.add(done), Cancellation.none());

        assertThat(scored).containsExactly(20L, 40L, 52L);
    }

    @Test
    void perplexityAndBitsFollowFromTheLoss() {
        PerplexityResult result = new PerplexityResult(10, Math.log(8));

        assertThat(result.perplexity()).isEqualTo(8, within(1e-12));
        assertThat(result.bitsPerByte(15)).isEqualTo(2, within(1e-12));
    }

    @Test
    void refusesTextsAndWindowsThatAreTooShort() {
        assertThatThrownBy(() -> measure(new ContextWindows.Continuous(), new int[] {1}))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("perplexity: expected at least 2 tokens, found 1");
        assertThatThrownBy(() -> ContextWindows.chunked(0)).hasMessageStartingWith("window: ");
        assertThatThrownBy(() -> new ContextWindows.Sliding(4, 5)).hasMessageStartingWith("stride: expected 1 to 4");
    }

    @Test
    void aCancelledMeasurementHasNoResult() {
        Cancellation cancellation = new Cancellation();
        Perplexity perplexity = new Perplexity(model, ContextWindows.chunked(20));

        assertThatThrownBy(() -> perplexity.measure(TEXT, (done, total, loss) -> cancellation.cancel(), cancellation))
                .isInstanceOf(CancelledException.class)
                .hasMessage("perplexity: cancelled after 20 of 52 tokens");
    }

    private PerplexityResult measure(ContextWindows windows, int[] tokens) {
        return new Perplexity(model, windows).measure(tokens, PerplexityListener.NONE, Cancellation.none());
    }

    /** Every prediction by itself, from the beginning of the first window that holds its input. */
    private double naive(int length, int stride) {
        double sum = 0;
        for (int input = 0; input < TEXT.length - 1; input++) {
            int window = 0;
            while (window + length <= input) {
                window += stride;
            }
            sum += loss(Arrays.copyOfRange(TEXT, window, input + 1), TEXT[input + 1]);
        }
        return sum / (TEXT.length - 1);
    }

    private double loss(int[] context, int next) {
        try (SequenceState state = model.newState()) {
            Logits logits = model.forward(context, state, LogitsWanted.LAST);
            double sum = 0;
            for (float logit : logits.values()) {
                sum += Math.exp(logit);
            }
            return Math.log(sum) - logits.value(0, next);
        }
    }
}
