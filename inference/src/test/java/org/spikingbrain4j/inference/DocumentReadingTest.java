package org.spikingbrain4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikingbrain4j.checkpoint.SafetensorsFile;
import org.spikingbrain4j.cpu.CpuBackend;
import org.spikingbrain4j.cpu.CpuOptions;
import org.spikingbrain4j.model.InvalidInputException;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.model.StatePrecision;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.testkit.ByteTokenizer;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.Deviation;
import org.spikingbrain4j.testkit.RandomCheckpoint;

/** However a reading is cut, stopped and gone on with, its state is that of one pass. */
class DocumentReadingTest {
    private static final List<String> TEXTS = List.of(
            "A first text, which is a little longer than the window of the model.".repeat(4),
            "Ein zweiter; überall Zeichen aus mehreren Bytes: äöü 🙂🙂.".repeat(3));
    private static final long SEED = 5;

    @TempDir
    Path directory;

    private final Backend backend =
            CpuBackend.create(CpuOptions.builder().threads(1).build());

    @BeforeEach
    void write() throws IOException {
        write(CheckpointShape.TINY_GLA_SWA);
    }

    private void write(CheckpointShape shape) throws IOException {
        RandomCheckpoint.of(shape, DataType.F32, 3).write(directory);
        Files.writeString(directory.resolve("tokenizer.json"), ByteTokenizer.json());
    }

    private static List<CheckpointShape> shapes() {
        return List.of(CheckpointShape.TINY_GLA_SWA, CheckpointShape.TINY_MOE);
    }

    @AfterEach
    void close() {
        backend.close();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void theStateDoesNotDependOnPiecesChunksAndStops(CheckpointShape shape) throws IOException {
        write(shape);
        SplittableRandom random = new SplittableRandom(SEED);
        Path onePass = readWhole();
        for (int trial = 0; trial < 20; trial++) {
            int chunk = 1 + random.nextInt(60);
            Path stopped = readWithStops(chunk, StatePrecision.F32, random);

            assertSame(onePass, stopped, 1e-5, "seed %d, trial %d, chunks of %d".formatted(SEED, trial, chunk));
        }
    }

    @Test
    void stopsInHalfPrecisionStayWithinItsRounding() {
        SplittableRandom random = new SplittableRandom(SEED);
        Path onePass = readWhole();
        for (int trial = 0; trial < 5; trial++) {
            Path stopped = readWithStops(40, StatePrecision.BF16, random);

            assertSame(onePass, stopped, 2e-2, "seed %d, trial %d".formatted(SEED, trial));
        }
    }

    @Test
    void goesOnOnlyWithTheSameDocuments() {
        try (TextModel model = open(16);
                SequenceState state = model.model().newState()) {
            Cancellation atOnce = new Cancellation();
            reading(model, TEXTS, 1).read(state, position -> atOnce.cancel(), atOnce);
            assertThat(state.position()).isEqualTo(16);

            for (List<String> others : List.of(List.of("Another text, as long."), List.of("A first"))) {
                assertThatThrownBy(() -> passOver(reading(model, others, 1), state, Cancellation.none()))
                        .isInstanceOf(InvalidInputException.class)
                        .hasMessageContaining("16 tokens that are not the first ones of these documents");
            }
        }
    }

    @Test
    void passingOverSaysHowFarItIsAndCanBeCancelled() {
        try (TextModel model = open(16);
                SequenceState state = model.model().newState()) {
            reading(model, TEXTS, 1).read(state, position -> {}, Cancellation.none());
            long all = state.position();
            List<Long> told = new ArrayList<>();
            reading(model, TEXTS, 1).passOver(DocumentReading.Start.BEGINNING, state, told::add, Cancellation.none());
            assertThat(told).startsWith(16L, 32L).endsWith(all).isSorted();

            Cancellation afterTwo = new Cancellation();
            assertThatThrownBy(() -> reading(model, TEXTS, 1)
                            .passOver(
                                    DocumentReading.Start.BEGINNING,
                                    state,
                                    position -> {
                                        if (position == 32) {
                                            afterTwo.cancel();
                                        }
                                    },
                                    afterTwo))
                    .isInstanceOf(CancelledException.class)
                    .hasMessage("reading: cancelled behind 32 of %d tokens that were read before", all);
            assertThat(state.position()).isEqualTo(all);
        }
    }

    private static void passOver(DocumentReading reading, SequenceState stopped, Cancellation cancellation) {
        reading.passOver(DocumentReading.Start.BEGINNING, stopped, position -> {}, cancellation);
    }

    /** In one pass. */
    private Path readWhole() {
        try (TextModel model = open(100_000);
                SequenceState state = model.model().newState()) {
            assertThat(reading(model, TEXTS, 1_000_000).read(state, position -> {}, Cancellation.none()))
                    .isTrue();
            Path file = directory.resolve("whole.safetensors");
            state.write(file);
            return file;
        }
    }

    /** In chunks, stopped after some of them and restored from a file. */
    private Path readWithStops(int chunk, StatePrecision precision, SplittableRandom random) {
        Path file = directory.resolve("stopped.safetensors");
        boolean finished = false;
        boolean begun = false;
        while (!finished) {
            try (TextModel model = open(chunk);
                    SequenceState state = begun
                            ? model.model().readState(file)
                            : model.model().newState()) {
                DocumentReading reading = reading(model, TEXTS, 1 + random.nextInt(50));
                passOver(reading, state, Cancellation.none());
                Cancellation later = new Cancellation();
                AtomicLong chunksLeft = new AtomicLong(1 + random.nextInt(1 + 300 / chunk));
                finished = reading.read(
                        state,
                        position -> {
                            if (chunksLeft.decrementAndGet() == 0) {
                                later.cancel();
                            }
                        },
                        later);
                state.write(file, finished ? StatePrecision.F32 : precision);
                begun = true;
            }
        }
        return file;
    }

    private TextModel open(int chunk) {
        return TextModel.open(directory, backend, ModelOptions.DEFAULT.withChunkTokens(chunk));
    }

    private static DocumentReading reading(TextModel model, List<String> texts, int longestPiece) {
        return new DocumentReading(
                model.model(), new DocumentTokens(model.tokenizer(), new TextsInPieces(texts, longestPiece, SEED)));
    }

    private static void assertSame(Path expectedFile, Path actualFile, double tolerance, String description) {
        try (SafetensorsFile expected = SafetensorsFile.open(expectedFile);
                SafetensorsFile actual = SafetensorsFile.open(actualFile)) {
            for (String key : List.of("position", "token_hash", "model_fingerprint")) {
                assertThat(actual.metadata().get(key))
                        .as(description)
                        .isEqualTo(expected.metadata().get(key));
            }
            assertThat(actual.tensorNames()).isEqualTo(expected.tensorNames()).isNotEmpty();
            for (String name : expected.tensorNames()) {
                Deviation deviation = Deviation.between(
                        expected.tensor(name).toFloats(), actual.tensor(name).toFloats());
                assertThat(deviation.relativeRms())
                        .as("%s, %s", description, name)
                        .isLessThan(tolerance);
            }
        }
    }
}
