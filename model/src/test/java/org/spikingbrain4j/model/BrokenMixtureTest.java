package org.spikingbrain4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.operators.ActivationException;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.RoutingException;
import org.spikingbrain4j.operators.SpikeException;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.MixtureShape;
import org.spikingbrain4j.testkit.RandomCheckpoint;

/** Activations that are no numbers before a router and in an expert: the message says at which token, however the text is cut. */
class BrokenMixtureTest {
    private static final CheckpointShape SHAPE =
            CheckpointShape.TINY_MOE.withMixture(new MixtureShape(List.of(), List.of(0), 4, 1, 1, 0));
    private static final int BAD_TOKEN = 9;
    private static final int[] TEXT = {4, 5, 6, 7, 8, BAD_TOKEN, 1, 2, 3, 10, 11, 12};
    private static final SpikingOptions COUNTS = SpikingOptions.DEFAULT.withMode(SpikingMode.COUNTS);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(
            value = TestBackend.class,
            names = {"REFERENCE", "SCALAR", "VECTOR_2_THREADS"})
    void aRouterThatCannotChooseNamesTheToken(TestBackend kind) {
        Path broken = written("model.embeddings.weight", values -> {
            Arrays.fill(values, BAD_TOKEN * 64, (BAD_TOKEN + 1) * 64, Float.NaN);
            return values;
        });
        for (int chunk : List.of(1, 4, 512)) {
            assertThat(thrown(broken, kind, ModelOptions.DEFAULT.withChunkTokens(chunk)))
                    .isInstanceOf(RoutingException.class)
                    .hasMessageStartingWith("model.layers.1.moe.router: expected finite logits")
                    .hasMessageEndingWith("at token 5");
        }
    }

    /** An expert sees some rows of the pass, and the first that it sees are not those of the first tokens. */
    @ParameterizedTest
    @EnumSource(
            value = TestBackend.class,
            names = {"REFERENCE", "SCALAR", "VECTOR_2_THREADS"})
    void anExpertThatCannotSpikeNamesTheToken(TestBackend kind) {
        long later = IntStream.range(0, 4)
                .filter(expert -> {
                    Path broken = written("model.layers.1.moe.experts.%d.up_proj.weight".formatted(expert), values -> {
                        Arrays.fill(values, Float.NaN);
                        return values;
                    });
                    ModelOptions options = ModelOptions.DEFAULT.withSpiking(COUNTS);
                    ActivationException alone = thrown(broken, kind, options.withChunkTokens(1));
                    assertThat(thrown(broken, kind, options))
                            .isInstanceOf(SpikeException.class)
                            .hasMessageStartingWith("model.layers.1.moe.experts.%d.down_proj: ".formatted(expert))
                            .hasMessage(alone.getMessage());
                    return !alone.getMessage().endsWith("at token 0");
                })
                .count();
        assertThat(later).as("experts whose first token is not the text's").isGreaterThanOrEqualTo(2);
    }

    @Test
    void layersAloneNameTextAndToken() {
        Path broken = written("model.embeddings.weight", values -> {
            Arrays.fill(values, BAD_TOKEN * 64, (BAD_TOKEN + 1) * 64, Float.NaN);
            return values;
        });
        try (Backend backend = TestBackend.REFERENCE.open();
                Checkpoint checkpoint = Checkpoint.open(broken)) {
            LayerRunner runner = LayerRunner.load(checkpoint, backend, ModelOptions.DEFAULT);
            HiddenStates x = runner.embed(List.of(new int[] {1, 2}, TEXT));
            assertThatThrownBy(() -> runner.feedForward(1, x, UnaryOperator.identity()))
                    .isInstanceOf(RoutingException.class)
                    .hasMessageEndingWith("at token 5 of text 1");
        }
    }

    private ActivationException thrown(Path model, TestBackend kind, ModelOptions options) {
        try (Backend backend = kind.open();
                LanguageModel loaded = LanguageModel.load(Checkpoint.open(model), backend, options);
                SequenceState state = loaded.newState()) {
            return Optional.ofNullable(catchThrowableOfType(
                            ActivationException.class, () -> loaded.forward(TEXT, state, LogitsWanted.LAST)))
                    .orElseThrow();
        }
    }

    private Path written(String tensor, UnaryOperator<float[]> change) {
        Path model = RandomCheckpoint.of(SHAPE, DataType.F32, 3).write(folder.resolve(tensor));
        TestModel.changeValues(model, tensor, change);
        return model;
    }
}
