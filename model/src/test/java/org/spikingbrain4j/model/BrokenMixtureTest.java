package org.spikingbrain4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
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

    private int written;

    @ParameterizedTest
    @EnumSource(
            value = TestBackend.class,
            names = {"REFERENCE", "SCALAR", "VECTOR_2_THREADS"})
    void aRouterThatCannotChooseNamesTheToken(TestBackend kind) {
        Set<String> messages = new TreeSet<>();
        for (int channel = 0; channel < 4; channel++) {
            int at = channel;
            // Its sign decides for each token whether the logit is infinite or the probability 0.
            Path broken = written("model.layers.1.moe.router.weight", values -> {
                values[at] = Float.POSITIVE_INFINITY;
                return values;
            });
            String alone = thrown(broken, kind, ModelOptions.DEFAULT.withChunkTokens(1))
                    .orElseThrow()
                    .getMessage();
            messages.add(alone);
            for (int chunk : List.of(4, 512)) {
                assertThat(thrown(broken, kind, ModelOptions.DEFAULT.withChunkTokens(chunk)))
                        .get()
                        .isInstanceOf(RoutingException.class)
                        .extracting(ActivationException::getMessage)
                        .isEqualTo(alone);
            }
        }
        assertThat(messages)
                .hasSizeGreaterThan(1)
                .allSatisfy(message -> assertThat(message)
                        .startsWith("model.layers.1.moe.router: expected finite logits")
                        .matches(".* at token \\d+"));
    }

    /** An expert sees some rows of the pass, and the first that it sees are not those of the first tokens. */
    @ParameterizedTest
    @EnumSource(
            value = TestBackend.class,
            names = {"REFERENCE", "SCALAR", "VECTOR_2_THREADS"})
    void anExpertThatCannotSpikeNamesTheToken(TestBackend kind) {
        Set<String> messages = new TreeSet<>();
        for (int expert = 0; expert < 4; expert++) {
            String name = "model.layers.1.moe.experts." + expert;
            Path broken = written(name + ".up_proj.weight", values -> {
                Arrays.fill(values, Float.NaN);
                return values;
            });
            ModelOptions options = ModelOptions.DEFAULT.withSpiking(COUNTS);
            // An expert without tokens breaks nothing.
            thrown(broken, kind, options.withChunkTokens(1)).ifPresent(alone -> {
                messages.add(alone.getMessage());
                assertThat(thrown(broken, kind, options))
                        .get()
                        .isInstanceOf(SpikeException.class)
                        .extracting(ActivationException::getMessage)
                        .isEqualTo(alone.getMessage())
                        .asString()
                        .startsWith(name + ".down_proj: ");
            });
        }
        assertThat(messages).anyMatch(message -> !message.endsWith("at token 0"));
    }

    /** Sinks see each other, so all of them are broken before the first router. */
    @Test
    void brokenSinksAreToldWithoutSpikesToo() {
        Path broken =
                RandomCheckpoint.of(CheckpointShape.TINY_MOE, DataType.F32, 3).write(folder.resolve("sinks"));
        TestModel.changeValues(broken, SinkTokens.EMBEDDINGS, values -> {
            values[2 * 64] = Float.NaN;
            return values;
        });
        try (Backend backend = TestBackend.VECTOR_2_THREADS.open();
                LanguageModel model = LanguageModel.load(Checkpoint.open(broken), backend, ModelOptions.DEFAULT)) {
            assertThatThrownBy(model::newState)
                    .isInstanceOf(RoutingException.class)
                    .hasMessageStartingWith("model.layers.1.moe.router: ")
                    .hasMessageContaining("at sink token 0");
        }
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

    private Optional<ActivationException> thrown(Path model, TestBackend kind, ModelOptions options) {
        try (Backend backend = kind.open();
                LanguageModel loaded = LanguageModel.load(Checkpoint.open(model), backend, options);
                SequenceState state = loaded.newState()) {
            return Optional.ofNullable(catchThrowableOfType(
                    ActivationException.class, () -> loaded.forward(TEXT, state, LogitsWanted.LAST)));
        }
    }

    private Path written(String tensor, UnaryOperator<float[]> change) {
        Path model = RandomCheckpoint.of(SHAPE, DataType.F32, 3).write(folder.resolve("model" + written++));
        TestModel.changeValues(model, tensor, change);
        return model;
    }
}
