package org.spikingbrain4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.corpus.TokenStore;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.RandomCheckpoint;

class TeacherCacheTest {
    private static final int LENGTH = 4;
    private static final int VECTORS = 3;
    private static final int HIDDEN = 5;

    @TempDir
    private Path folder;

    @Test
    void readGivesTheBitsThatWereWrittenFirst() {
        TokenBatch batch = batch(6, 1);
        TeacherOutputs outputs = outputs(1, 2);
        try (TeacherCache cache = open()) {
            assertThat(cache.read(batch)).isEmpty();
            cache.write(batch, outputs);
            assertSame(cache.read(batch).orElseThrow(), outputs);
            // The same windows the other way round, beside one that is not there.
            assertThat(cache.read(batch(1, 2))).isEmpty();
            cache.write(batch(1, 2), outputs(2, 2));
            assertSame(cache.read(batch).orElseThrow(), outputs);
            assertThat(cache.read(batch(2, 6))).isPresent();
        }
        try (TeacherCache again = open()) {
            assertSame(again.read(batch).orElseThrow(), outputs);
            assertThat(again.read(batch(0))).isEmpty();
        }
    }

    private TeacherCache open() {
        return TeacherCache.open(folder.resolve("cache"), "name", 8, window -> 7 - window, LENGTH, VECTORS, HIDDEN);
    }

    private static TokenBatch batch(int... windows) {
        int[] tokens = new int[windows.length * LENGTH];
        return new TokenBatch(windows, tokens, tokens, List.of(tokens.length));
    }

    private static TeacherOutputs outputs(long seed, int windows) {
        Random random = new Random(seed);
        float[][] stream = new float[VECTORS][windows * LENGTH * HIDDEN];
        for (float[] vector : stream) {
            for (int i = 0; i < vector.length; i++) {
                vector[i] = (float) random.nextGaussian();
            }
        }
        return new TeacherOutputs(stream, windows * LENGTH, HIDDEN);
    }

    private static void assertSame(TeacherOutputs actual, TeacherOutputs expected) {
        assertThat(actual.stream()).isDeepEqualTo(expected.stream());
    }

    @Test
    void aSecondPassSaysWhatATeacherWithoutMemorySays() {
        RandomCheckpoint.of(CheckpointShape.TINY_QWEN2, DataType.F32, 5).write(folder.resolve("model"));
        TinyTraining.tokens(folder.resolve("tokens"), 300, 8, 6);
        try (TrainableModel model = TrainableModel.open(folder.resolve("model"), 1, OptionalDouble.empty());
                TokenStore store = TokenStore.open(folder.resolve("tokens"))) {
            TokenWindows data = new TokenWindows(store, 16, 5 * 16, 1);
            TokenBatch batch = data.batch(0, 3);
            TeacherOutputs plain = new Teacher(model, Optional.empty()).outputs(batch);
            try (TeacherCache cache = TeacherCache.open(
                    folder.resolve("cache"),
                    "name",
                    data.used(),
                    data::rank,
                    16,
                    model.layers().size() + 1,
                    model.config().hiddenSize())) {
                Teacher teacher = new Teacher(model, Optional.of(cache));
                assertSame(teacher.outputs(batch), plain);
                assertSame(teacher.outputs(batch), plain);
                assertThat(cache.read(batch)).isPresent();
            }
        }
    }

    @Test
    void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() ->
                        TeacherCache.open(file.resolve("cache"), "name", 8, window -> window, LENGTH, VECTORS, HIDDEN))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("teacher's outputs cannot be kept");
    }
}
