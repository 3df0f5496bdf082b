package org.spikingbrain4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.MixtureShape;
import org.spikingbrain4j.testkit.RandomCheckpoint;

/** Sizes that are told of a configuration beside states that were read, of all layouts. */
class StateSizeTest {
    @TempDir
    private Path folder;

    static Stream<CheckpointShape> shapes() {
        return Stream.of(
                CheckpointShape.TINY_GLA_SWA,
                CheckpointShape.TINY_MOE,
                mixture(new MixtureShape(List.of(), List.of(), 2, 1, 0, 0)),
                mixture(new MixtureShape(List.of(0, 1), List.of(0, 1), 1, 1, 1, 7)),
                CheckpointShape.TINY_LLAMA,
                CheckpointShape.TINY_QWEN2);
    }

    private static CheckpointShape mixture(MixtureShape mixture) {
        return new CheckpointShape(
                "gla_swa_moe", 2, new AttentionHeads(4, 2, 16), 64, 300, 16, false, Optional.of(mixture));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void whatIsToldIsWhatIsKept(CheckpointShape shape) {
        try (ReferenceBackend backend = new ReferenceBackend();
                LanguageModel model = load(shape, backend);
                SequenceState state = model.newState()) {
            for (int tokens : new int[] {3, 12, 1, 40}) { // to 3, to one before the window, to the window, beyond
                read(model, state, tokens);
                assertThat(Float.BYTES * numbers(state))
                        .as("%s after %d tokens", shape, state.position())
                        .isEqualTo(StateSize.bytes(model.config(), state.position()));
            }
        }
    }

    /** The reference keeps doubles and no room, so that growth can be counted. */
    @ParameterizedTest
    @MethodSource("shapes")
    void theStateItselfSaysWhatGrows(CheckpointShape shape) {
        try (ReferenceBackend backend = new ReferenceBackend();
                LanguageModel model = load(shape, backend);
                SequenceState state = model.newState()) {
            assertThat(state.bytesPerToken()).isEqualTo(2 * StateSize.bytesPerToken(model.config()));
            read(model, state, 20);
            long growing = state.growingBytes();
            long rest = state.bytes() - growing;
            read(model, state, 30);
            assertThat(state.growingBytes() - growing).isEqualTo(30 * state.bytesPerToken());
            assertThat(state.bytes() - state.growingBytes()).isEqualTo(rest);
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void andSoDoesThatOfTheProcessor(CheckpointShape shape) {
        try (Backend backend = TestBackend.VECTOR_2_THREADS.open();
                LanguageModel model = load(shape, backend);
                SequenceState state = model.newState()) {
            read(model, state, 50);
            assertThat(state.bytesPerToken()).isEqualTo(StateSize.bytesPerToken(model.config()));
            assertThat(state.growingBytes()).isGreaterThanOrEqualTo(50 * state.bytesPerToken());
            assertThat(state.growingBytes() > 0).isEqualTo(state.bytesPerToken() > 0);
            assertThat(state.bytes()).isGreaterThanOrEqualTo(StateSize.bytes(model.config(), 50));
        }
    }

    private LanguageModel load(CheckpointShape shape, Backend backend) {
        Path directory = RandomCheckpoint.of(shape, DataType.F32, 1).write(folder.resolve("model"));
        return LanguageModel.load(Checkpoint.open(directory), backend, ModelOptions.DEFAULT);
    }

    private static void read(LanguageModel model, SequenceState state, int tokens) {
        model.forward(new Random(3).ints(tokens, 0, 300).toArray(), state, LogitsWanted.NONE);
    }

    private static long numbers(SequenceState state) {
        return IntStream.range(0, state.layers().size())
                .mapToObj(layer -> state.layers().get(layer).export("layer"))
                .flatMap(List::stream)
                .mapToLong(tensor -> tensor.shape().elements())
                .sum();
    }
}
