package org.spikingbrain4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.inference.Cancellation;
import org.spikingbrain4j.inference.CancelledException;
import org.spikingbrain4j.model.InvalidInputException;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.testkit.Fixtures;

class RecallTest {
    private static final int PASSAGE = 5;

    private final Backend backend = new ReferenceBackend();
    private final LanguageModel model =
            LanguageModel.load(Checkpoint.open(Fixtures.GLA_SWA_F32.directory()), backend, ModelOptions.DEFAULT);

    @AfterEach
    void close() {
        model.close();
        backend.close();
    }

    /** A text of exactly one place: the loss is that of the text's last tokens, by another way. */
    @Test
    void isTheLossOfThePassageWithAndWithoutItsCopyInFront() {
        int distance = 12;
        int[] place = new Random(7).ints(distance + PASSAGE, 0, 320).toArray();
        int[] text = new int[2 * place.length];
        // Period distance + passage: whatever place is chosen is a turn of the same tokens.
        System.arraycopy(place, 0, text, 0, place.length);
        System.arraycopy(place, 0, text, place.length, place.length);

        Recall.AtDistance result = new Recall(model, PASSAGE, 1, 3)
                .measure(text, List.of(distance), Cancellation.none())
                .getFirst();

        boolean found = false;
        for (int start = 0; start <= place.length; start++) {
            int[] sequence = Arrays.copyOfRange(text, start, start + place.length);
            int[] repeated = sequence.clone();
            System.arraycopy(sequence, distance, repeated, 0, PASSAGE);
            found |= Math.abs(lastLoss(sequence) - result.fresh()) < 1e-9
                    && Math.abs(lastLoss(repeated) - result.repeated()) < 1e-9;
        }
        assertThat(found).isTrue();
        assertThat(result.gain()).isEqualTo(result.fresh() - result.repeated(), within(1e-12));
    }

    /** Sum over all but the first of the last tokens, from the perplexities of two prefixes. */
    private double lastLoss(int[] sequence) {
        Perplexity perplexity = new Perplexity(model, new ContextWindows.Continuous());
        int[] before = Arrays.copyOf(sequence, sequence.length - PASSAGE + 1);
        double whole = total(perplexity, sequence);
        return (whole - total(perplexity, before)) / (PASSAGE - 1);
    }

    private static double total(Perplexity perplexity, int[] tokens) {
        PerplexityResult result = perplexity.measure(tokens, (_, _, _) -> {}, Cancellation.none());
        return result.meanLoss() * result.tokens();
    }

    /** A repetition right behind the passage is the same text for every model: the choice depends on the seed alone. */
    @Test
    void isTheSameForTheSameSeed() {
        int[] text = new Random(9).ints(200, 0, 320).toArray();
        List<Integer> distances = List.of(PASSAGE, 20);
        var first = new Recall(model, PASSAGE, 3, 1).measure(text, distances, Cancellation.none());

        assertThat(new Recall(model, PASSAGE, 3, 1).measure(text, distances, Cancellation.none()))
                .isEqualTo(first);
        assertThat(new Recall(model, PASSAGE, 3, 2).measure(text, distances, Cancellation.none()))
                .isNotEqualTo(first);
    }

    @Test
    void refusesWhatCannotBeMeasured() {
        int[] text = new int[40];
        assertThatThrownBy(() -> new Recall(model, 1, 1, 0)).hasMessageContaining("at least 2 tokens, found 1");
        assertThatThrownBy(() -> new Recall(model, 2, 0, 0)).hasMessageContaining("trials");
        Recall recall = new Recall(model, PASSAGE, 1, 0);
        assertThatThrownBy(() -> recall.measure(text, List.of(4), Cancellation.none()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("at least the passage's 5 tokens, found 4");
        assertThatThrownBy(() -> recall.measure(text, List.of(16), Cancellation.none()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("at least 42 tokens, found 40");
    }

    @Test
    void stopsWhereItIsCancelled() {
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();
        assertThatThrownBy(() -> new Recall(model, PASSAGE, 1, 0).measure(new int[100], List.of(5), cancellation))
                .isInstanceOf(CancelledException.class);
    }
}
