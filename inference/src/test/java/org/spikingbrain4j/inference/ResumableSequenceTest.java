package org.spikingbrain4j.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.testkit.Fixtures;

class ResumableSequenceTest {
    private final Backend backend = new ReferenceBackend();
    private final LanguageModel model =
            LanguageModel.load(Checkpoint.open(Fixtures.GLA_SWA_F32.directory()), backend, ModelOptions.DEFAULT);
    private final ResumableSequence sequence = new ResumableSequence(model::newState);

    @AfterEach
    void close() {
        sequence.close();
        sequence.close();
        model.close();
        backend.close();
    }

    @Test
    void goesOnWhereItStopped() {
        read(1, 2, 3);

        assertThat(sequence.resume(new int[] {1, 2, 3, 4})).isEqualTo(3);
    }

    @Test
    void goesBackToTheMarkAndAgain() {
        read(1, 2, 3);
        sequence.mark(new int[] {1, 2, 3});
        for (int other : new int[] {4, 5}) {
            assertThat(sequence.resume(new int[] {1, 2, 3, other, 6})).isEqualTo(3);
            read(1, 2, 3, other, 6);
        }
        sequence.restart();

        assertThat(sequence.resume(new int[] {1, 2, 3, 7})).isEqualTo(3);
        assertThat(sequence.state().position()).isEqualTo(3);
    }

    @Test
    void beginsAnewWhereTheTokensDiffer() {
        read(1, 2, 3);
        sequence.mark(new int[] {1, 2, 3});

        assertThat(sequence.resume(new int[] {1, 9, 3, 4})).isZero();
        assertThat(sequence.state().position()).isZero();
    }

    @Test
    void leavesATokenToRead() {
        read(1, 2, 3);

        assertThat(sequence.resume(new int[] {1, 2, 3})).isZero();
    }

    @Test
    void knowsThatTheLastTokenMayNotBeRead() {
        read(1, 2);
        sequence.advanced(new int[] {1, 2, 3});

        assertThat(sequence.resume(new int[] {1, 2, 4})).isEqualTo(2);
    }

    /** Reads what of these tokens is new. */
    private void read(int... tokens) {
        int known = sequence.resume(tokens);
        model.forward(Arrays.copyOfRange(tokens, known, tokens.length), sequence.state(), LogitsWanted.NONE);
        sequence.advanced(tokens);
    }
}
