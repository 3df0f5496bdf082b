package org.spikingbrain4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.inference.Cancellation;
import org.spikingbrain4j.inference.CancelledException;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.testkit.Fixtures;

class ModelSequenceTest {
    private static final int[] TEXT = new Random(5).ints(40, 0, 320).toArray();

    private final Backend backend = new ReferenceBackend();
    private final LanguageModel model =
            LanguageModel.load(Checkpoint.open(Fixtures.GLA_SWA_F32.directory()), backend, ModelOptions.DEFAULT);

    @AfterEach
    void close() {
        model.close();
        backend.close();
    }

    /** The probability of an ending is what perplexity says of the whole less what it says of the beginning. */
    @Test
    void endingsAreAsProbableAsPerplexitySays() {
        try (ScoredSequence sequence = new ModelSequence(model, Cancellation.none())) {
            sequence.read(Arrays.copyOf(TEXT, 1));
            sequence.read(new int[0]);
            sequence.read(Arrays.copyOfRange(TEXT, 1, 30));
            double expected = totalLoss(30) - totalLoss(40);
            int[] ending = Arrays.copyOfRange(TEXT, 30, 40);

            assertThat(sequence.logprob(ending)).isEqualTo(expected, within(1e-4));
            assertThat(sequence.logprob(ending)).as("asking changes nothing").isEqualTo(expected, within(1e-4));
            try (ScoredSequence copy = sequence.copy()) {
                copy.read(Arrays.copyOf(ending, 4));
                assertThat(copy.logprob(Arrays.copyOfRange(ending, 4, 10)))
                        .isEqualTo(totalLoss(34) - totalLoss(40), within(1e-4));
            }
            assertThat(sequence.logprob(ending)).isEqualTo(expected, within(1e-4));
        }
    }

    @Test
    void greedyTokensAreTheLikeliest() {
        try (ScoredSequence sequence = new ModelSequence(model, Cancellation.none());
                SequenceState state = model.newState()) {
            sequence.read(TEXT);
            int first = model.forward(TEXT, state, LogitsWanted.LAST).argmax(0);
            int second =
                    model.forward(new int[] {first}, state, LogitsWanted.LAST).argmax(0);
            assertThat(sequence.greedy(2)).containsExactly(first, second);
        }
    }

    @Test
    void needsABeginningAndCanBeCancelled() {
        Cancellation cancellation = new Cancellation();
        try (ScoredSequence sequence = new ModelSequence(model, cancellation)) {
            assertThatThrownBy(() -> sequence.logprob(TEXT)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> sequence.greedy(1)).isInstanceOf(IllegalStateException.class);
            sequence.read(TEXT);
            cancellation.cancel();
            assertThatThrownBy(() -> sequence.logprob(TEXT)).isInstanceOf(CancelledException.class);
            assertThatThrownBy(() -> sequence.read(TEXT)).isInstanceOf(CancelledException.class);
        }
    }

    private double totalLoss(int tokens) {
        PerplexityResult result = new Perplexity(model, new ContextWindows.Continuous())
                .measure(Arrays.copyOf(TEXT, tokens), PerplexityListener.NONE, Cancellation.none());
        return result.meanLoss() * result.tokens();
    }
}
