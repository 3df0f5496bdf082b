package org.spikingbrain4j.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.SpikeException;
import org.spikingbrain4j.testkit.Fixtures;

/** Activations that are no numbers: the message says in which layer and at which token, wherever its pass began. */
class SpikeExceptionTest {
    private static final int BAD_TOKEN = 9;
    private static final int[] TOKENS = {4, 5, 6, 7, 8, BAD_TOKEN, 1};

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(TestBackend.class)
    void theTokenIsCountedFromTheBeginningOfItsText(TestBackend kind) {
        Path broken = withBrokenEmbedding();
        for (int chunk : List.of(1, 4, 512)) {
            try (Backend backend = kind.open();
                    LanguageModel model = load(broken, backend, chunk);
                    SequenceState state = model.newState()) {
                assertThatThrownBy(() -> model.forward(TOKENS, state, LogitsWanted.LAST))
                        .as("chunk %d", chunk)
                        .isInstanceOf(SpikeException.class)
                        .hasMessageStartingWith("model.layers.0.attn: channel ")
                        .hasMessageContaining("found NaN")
                        .hasMessageEndingWith("at token 5");
            }
        }
    }

    @Test
    void everySequenceOfAPassCountsItsOwnTokens() {
        try (Backend backend = TestBackend.VECTOR_2_THREADS.open();
                LanguageModel model = load(withBrokenEmbedding(), backend, 512);
                SequenceState first = model.newState();
                SequenceState second = model.newState()) {
            model.forward(new int[] {1, 2, 3}, second, LogitsWanted.NONE);
            List<Segment> segments = List.of(
                    new Segment(Arrays.copyOf(TOKENS, 5), first, LogitsWanted.LAST),
                    new Segment(new int[] {2, BAD_TOKEN}, second, LogitsWanted.LAST));
            assertThatThrownBy(() -> model.forward(segments))
                    .isInstanceOf(SpikeException.class)
                    .hasMessageEndingWith("at token 4");
        }
    }

    @ParameterizedTest
    @EnumSource(TestBackend.class)
    void theLayerIsNamed(TestBackend kind) {
        Path broken = Fixtures.GLA_SWA_F32.copyTo(folder.resolve("layer"));
        TestModel.changeValues(broken, "model.layers.2.mlp_norm.weight", values -> {
            values[3] = Float.NaN;
            return values;
        });
        try (Backend backend = kind.open();
                LanguageModel model = load(broken, backend, 512);
                SequenceState state = model.newState()) {
            assertThatThrownBy(() -> model.forward(TOKENS, state, LogitsWanted.LAST))
                    .isInstanceOf(SpikeException.class)
                    .hasMessage("model.layers.2.mlp: channel 3: expected a finite activation, found NaN; "
                            + "the weights are damaged or overflow float32, at token 0");
        }
    }

    private Path withBrokenEmbedding() {
        Path broken = Fixtures.GLA_SWA_F32.copyTo(folder.resolve("embedding"));
        TestModel.changeValues(broken, "model.embeddings.weight", values -> {
            Arrays.fill(values, BAD_TOKEN * 64, (BAD_TOKEN + 1) * 64, Float.NaN);
            return values;
        });
        return broken;
    }

    private static LanguageModel load(Path model, Backend backend, int chunk) {
        SpikingOptions counts = SpikingOptions.DEFAULT.withMode(SpikingMode.COUNTS);
        return LanguageModel.load(
                Checkpoint.open(model),
                backend,
                ModelOptions.DEFAULT.withSpiking(counts).withChunkTokens(chunk));
    }
}
