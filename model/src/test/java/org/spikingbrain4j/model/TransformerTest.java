package org.spikingbrain4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.RandomCheckpoint;

/** Llama and Qwen2 against a second, naive implementation. */
class TransformerTest {
    private static final long SEED = 20_260_101;

    @TempDir
    private Path parent;

    @ParameterizedTest
    @EnumSource(TestBackend.class)
    void logitsEqualTheNaiveOnesInAnyChunking(TestBackend kind) {
        for (CheckpointShape shape : List.of(CheckpointShape.TINY_LLAMA, CheckpointShape.TINY_QWEN2)) {
            for (DataType type : List.of(DataType.F32, DataType.BF16, DataType.F16)) {
                Path directory = parent.resolve(shape.modelType() + type);
                RandomCheckpoint.of(shape, type, SEED).write(directory);
                assertLikeNaive(kind, directory);
            }
        }
    }

    private static void assertLikeNaive(TestBackend kind, Path directory) {
        int[] tokens = tokens(45);
        double[][] expected;
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            expected = new NaiveTransformer(checkpoint).logits(tokens);
        }
        for (int chunk : List.of(1, 7, 16, 64)) {
            try (Backend backend = kind.open();
                    LanguageModel model = load(directory, backend, ModelOptions.DEFAULT.withChunkTokens(chunk));
                    SequenceState state = model.newState()) {
                float[] actual = model.forward(tokens, state, LogitsWanted.ALL).values();
                assertThat(Closeness.maxDifference(actual, flat(expected)))
                        .as("%s, seed %d, chunk %d", directory.getFileName(), SEED, chunk)
                        .isLessThanOrEqualTo(Closeness.LOGITS);
            }
        }
    }

    @Test
    void moreTokensThanTheModelWasTrainedForAreRefused() throws IOException {
        RandomCheckpoint.of(CheckpointShape.TINY_LLAMA, DataType.F32, SEED).write(parent);
        Path config = parent.resolve("config.json");
        Files.writeString(
                config,
                Files.readString(config)
                        .replaceFirst("\"max_position_embeddings\"\\s*:\\s*\\d+", "\"max_position_embeddings\": 64"));
        try (Backend backend = TestBackend.VECTOR_1_THREAD.open();
                LanguageModel model = load(parent, backend, ModelOptions.DEFAULT);
                SequenceState state = model.newState()) {
            int limit = 64;
            assertThat(model.config().maxPositions()).isEqualTo(limit);
            model.forward(tokens(limit - 1), state, LogitsWanted.NONE);
            assertThatThrownBy(() -> model.forward(tokens(2), state, LogitsWanted.LAST))
                    .isInstanceOf(ContextOverflowException.class)
                    .hasMessageContaining("%d tokens".formatted(limit + 1))
                    .hasMessageContaining("max_position_embeddings");
            assertThat(model.forward(tokens(1), state, LogitsWanted.LAST).rows())
                    .isEqualTo(1);
        }
    }

    private static LanguageModel load(Path directory, Backend backend, ModelOptions options) {
        return LanguageModel.load(Checkpoint.open(directory), backend, options);
    }

    private static int[] tokens(int count) {
        return IntStream.range(0, count).map(i -> (i * 7919 + 13) % 97).toArray();
    }

    private static float[] flat(double[][] rows) {
        double[] values = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
        float[] result = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = (float) values[i];
        }
        return result;
    }
}
