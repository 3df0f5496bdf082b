package org.spikingbrain4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.testkit.Fixtures;
import org.spikingbrain4j.testkit.Golden;

/** Several sequences in one pass, and what a pass refuses. */
class PassTest {

    @ParameterizedTest
    @EnumSource(TestBackend.class)
    void sequencesOfOnePassDoNotSeeEachOther(TestBackend kind) {
        try (Backend backend = kind.open();
                Golden golden = Golden.open(Fixtures.GLA_SWA_F32);
                LanguageModel model = load(Fixtures.GLA_SWA_F32, backend)) {
            List<Segment> segments = new ArrayList<>();
            for (int[] tokens : golden.sequences()) {
                segments.add(new Segment(tokens, model.newState(), LogitsWanted.ALL));
            }
            List<Logits> logits = model.forward(segments);
            for (int i = 0; i < segments.size(); i++) {
                Closeness.assertLogits("sequence " + i, logits.get(i), golden.logits(i));
                segments.get(i).state().close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TestBackend.class)
    void prefillAndDecodeShareAPass(TestBackend kind) {
        try (Backend backend = kind.open();
                Golden golden = Golden.open(Fixtures.GLA_SWA_BF16);
                LanguageModel model = load(Fixtures.GLA_SWA_BF16, backend);
                SequenceState decoding = model.newState();
                SequenceState prefilling = model.newState()) {
            int[] tokens = golden.sequences().getLast();
            int last = tokens.length - 1;
            model.forward(Arrays.copyOf(tokens, last), decoding, LogitsWanted.NONE);
            List<Logits> logits = model.forward(List.of(
                    new Segment(Arrays.copyOf(tokens, 20), prefilling, LogitsWanted.NONE),
                    new Segment(new int[] {tokens[last]}, decoding, LogitsWanted.LAST)));
            assertThat(logits.getFirst().rows()).isZero();
            float[] expected = golden.logits(golden.sequences().size() - 1).toFloats();
            int vocabulary = model.config().vocabularySize();
            float[] lastRow = Arrays.copyOfRange(expected, expected.length - vocabulary, expected.length);
            assertThat(Closeness.maxDifference(logits.getLast().values(), lastRow))
                    .isLessThanOrEqualTo(Closeness.LOGITS);
        }
    }

    @Test
    void theNumberOfThreadsChangesNoBit() {
        List<float[]> results = new ArrayList<>();
        for (TestBackend kind :
                List.of(TestBackend.VECTOR_1_THREAD, TestBackend.VECTOR_2_THREADS, TestBackend.VECTOR_3_THREADS)) {
            try (Backend backend = kind.open();
                    Golden golden = Golden.open(Fixtures.GLA_SWA_BF16);
                    LanguageModel model = load(Fixtures.GLA_SWA_BF16, backend);
                    SequenceState state = model.newState()) {
                results.add(model.forward(golden.sequences().getLast(), state, LogitsWanted.ALL)
                        .values());
            }
        }
        assertThat(results.get(1)).isEqualTo(results.getFirst());
        assertThat(results.get(2)).isEqualTo(results.getFirst());
    }

    @Test
    void tokensOutsideTheVocabularyAndEmptyInputAreRefused() {
        try (Backend backend = TestBackend.SCALAR.open();
                LanguageModel model = load(Fixtures.GLA_SWA_F32, backend);
                SequenceState state = model.newState()) {
            for (int token : new int[] {-1, 320, Integer.MAX_VALUE}) {
                assertThatThrownBy(() -> model.forward(new int[] {5, token}, state, LogitsWanted.LAST))
                        .isInstanceOf(InvalidInputException.class)
                        .hasMessage("token %d at index 1: expected 0 to 319, the vocabulary of the model", token);
            }
            assertThatThrownBy(() -> model.forward(new int[0], state, LogitsWanted.LAST))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("no tokens");
            assertThat(model.forward(new int[] {5}, state, LogitsWanted.LAST).rows())
                    .as("the state is still usable")
                    .isEqualTo(1);
        }
    }

    @Test
    void aPassWithoutSequencesOrWithOneTwiceIsRefused() {
        try (Backend backend = TestBackend.SCALAR.open();
                LanguageModel model = load(Fixtures.GLA_SWA_F32, backend);
                SequenceState state = model.newState()) {
            assertThatThrownBy(() -> model.forward(List.of()))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("no segments");
            Segment segment = new Segment(new int[] {5}, state, LogitsWanted.LAST);
            assertThatThrownBy(() -> model.forward(List.of(segment, segment)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("share a state");
        }
    }

    @Test
    void aClosedModelIsRefused() {
        try (Backend backend = TestBackend.SCALAR.open()) {
            LanguageModel model = load(Fixtures.GLA_SWA_F32, backend);
            SequenceState state = model.newState();
            model.close();
            model.close();
            for (ThrowingCallable use : List.<ThrowingCallable>of(
                    model::newState, () -> model.forward(new int[] {5}, state, LogitsWanted.LAST))) {
                assertThatThrownBy(use)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("the model is closed");
            }
        }
    }

    @Test
    void aStateWhosePassFailedIsRefused() {
        Backend backend = TestBackend.SCALAR.open();
        try (LanguageModel model = load(Fixtures.GLA_SWA_F32, backend);
                SequenceState state = model.newState()) {
            backend.close();
            assertThatThrownBy(() -> model.forward(new int[] {5}, state, LogitsWanted.LAST))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("back end is closed");
            assertThatThrownBy(() -> model.forward(new int[] {5}, state, LogitsWanted.LAST))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("a pass over this sequence failed at position 0");
            assertThatThrownBy(state::copy).isInstanceOf(IllegalStateException.class);
        }
    }

    /** Two threads, one back end: a pass of one must not touch what the other remembers. */
    @Test
    void threadsReadDifferentSequencesAtOnce() throws Exception {
        try (Backend backend = TestBackend.VECTOR_2_THREADS.open();
                Golden golden = Golden.open(Fixtures.GLA_SWA_F32);
                LanguageModel model = load(Fixtures.GLA_SWA_F32, backend);
                ExecutorService threads = Executors.newFixedThreadPool(3)) {
            List<Future<Logits>> results = new ArrayList<>();
            for (int i = 0; i < 5 * golden.sequences().size(); i++) {
                int[] tokens = golden.sequences().get(i % golden.sequences().size());
                results.add(threads.submit(() -> {
                    try (SequenceState state = model.newState()) {
                        return model.forward(tokens, state, LogitsWanted.ALL);
                    }
                }));
            }
            for (int i = 0; i < results.size(); i++) {
                int sequence = i % golden.sequences().size();
                Closeness.assertLogits("sequence " + sequence, results.get(i).get(), golden.logits(sequence));
            }
        }
    }

    private static LanguageModel load(Fixtures fixture, Backend backend) {
        return LanguageModel.load(Checkpoint.open(fixture.directory()), backend, ModelOptions.DEFAULT);
    }
}
