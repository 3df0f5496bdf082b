package org.spikingbrain4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.ForwardingBackend;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.SpikeException;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.RandomCheckpoint;

/** Sink tokens are read once, when they are needed, and broken ones are told by name. */
class SinkTokensTest {
    private final AtomicInteger passes = new AtomicInteger();

    @TempDir
    private Path folder;

    private final class CountingBackend extends ForwardingBackend {
        CountingBackend() {
            super(TestBackend.VECTOR_2_THREADS.open());
        }

        @Override
        public Operators openPass(int longestSpan) {
            passes.incrementAndGet();
            return super.openPass(longestSpan);
        }
    }

    @Test
    void onePassForAllSequencesAndNoneForRestoredOnes() {
        Path directory = mixture();
        Path file = folder.resolve("state");
        try (Backend backend = new CountingBackend();
                LanguageModel model = LanguageModel.load(Checkpoint.open(directory), backend, ModelOptions.DEFAULT);
                SequenceState first = model.newState();
                SequenceState _ = model.newState()) {
            assertThat(passes).hasValue(1);
            model.forward(new int[] {1, 2, 3}, first, LogitsWanted.NONE);
            first.write(file, StatePrecision.F32);
            passes.set(0);
            try (LanguageModel again = LanguageModel.load(Checkpoint.open(directory), backend, ModelOptions.DEFAULT);
                    SequenceState restored = again.readState(file)) {
                assertThat(passes).hasValue(0);
                assertThat(again.forward(new int[] {4}, restored, LogitsWanted.LAST)
                                .values())
                        .isEqualTo(model.forward(new int[] {4}, first, LogitsWanted.LAST)
                                .values());
            }
        }
    }

    @Test
    void brokenOnesAreTold() {
        Path directory = mixture();
        TestModel.changeValues(directory, SinkTokens.EMBEDDINGS, values -> {
            int hidden = values.length
                    / CheckpointShape.TINY_MOE.mixture().orElseThrow().sinks();
            Arrays.fill(values, 2 * hidden, 3 * hidden, Float.NaN);
            return values;
        });
        SpikingOptions counts = SpikingOptions.DEFAULT.withMode(SpikingMode.COUNTS);
        try (Backend backend = TestBackend.VECTOR_2_THREADS.open();
                LanguageModel model = LanguageModel.load(
                        Checkpoint.open(directory), backend, ModelOptions.DEFAULT.withSpiking(counts))) {
            assertThatThrownBy(model::newState)
                    .isInstanceOf(SpikeException.class)
                    .hasMessageStartingWith("model.layers.0.attn")
                    .hasMessageEndingWith("at sink token 2, a row of model.sink_embeddings");
        }
    }

    private Path mixture() {
        return RandomCheckpoint.of(CheckpointShape.TINY_MOE, DataType.F32, 3).write(folder.resolve("model"));
    }
}
