package org.spikingbrain4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.inference.Cancellation;
import org.spikingbrain4j.inference.CancelledException;
import org.spikingbrain4j.inference.TokenSource;
import org.spikingbrain4j.model.InvalidInputException;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.Fixtures;
import org.spikingbrain4j.testkit.RandomCheckpoint;

class TokenSurpriseTest {
    private static final int[] TEXT = new Random(4).ints(53, 0, 320).toArray();

    private final Backend backend = new ReferenceBackend();
    private LanguageModel model =
            LanguageModel.load(Checkpoint.open(Fixtures.GLA_SWA_F32.directory()), backend, ModelOptions.DEFAULT);

    @AfterEach
    void close() {
        model.close();
        backend.close();
    }

    /** What was told. */
    private static final class Told implements SurpriseListener {
        private final List<Integer> tokens = new ArrayList<>();
        private final List<Long> positions = new ArrayList<>();
        private final List<Double> losses = new ArrayList<>();

        @Override
        public void first(int token) {
            tokens.add(token);
        }

        @Override
        public void token(long position, int token, double nats) {
            tokens.add(token);
            positions.add(position);
            losses.add(nats);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 52, 53, 1000})
    void isTheLossOfPerplexityHoweverTheSourceIsCut(int most) {
        Told told = new Told();
        long read = new TokenSurprise(model).measure(pieces(TEXT, most), told, Cancellation.none());

        List<Double> expected = new ArrayList<>();
        new Perplexity(model, new ContextWindows.Continuous()).measure(TEXT, collecting(expected), Cancellation.none());
        assertThat(read).isEqualTo(TEXT.length);
        assertThat(told.tokens).isEqualTo(Arrays.stream(TEXT).boxed().toList());
        assertThat(told.positions).isEqualTo(LongStream.range(1, 53).boxed().toList());
        assertThat(told.losses).hasSize(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(told.losses.get(i)).as("token %d", i + 1).isEqualTo(expected.get(i), within(1e-5));
        }
    }

    private static PerplexityListener collecting(List<Double> losses) {
        return new PerplexityListener() {
            @Override
            public void scored(long scored, long total, double meanLoss) {}

            @Override
            public void token(long position, double loss) {
                assertThat(position).isEqualTo(losses.size() + 1L);
                losses.add(loss);
            }
        };
    }

    @Test
    void refusesATextOfWhichNothingIsPredicted() {
        for (int found : new int[] {0, 1}) {
            assertThatThrownBy(() -> new TokenSurprise(model)
                            .measure(pieces(new int[found], 5), (_, _, _) -> {}, Cancellation.none()))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("surprise: expected at least 2 tokens, found %d; give a longer text", found);
        }
    }

    @Test
    void fullAttentionEndsWhereItsTrainingDid(@TempDir Path folder) throws IOException {
        model.close();
        RandomCheckpoint.of(CheckpointShape.TINY_LLAMA, DataType.F32, 1).write(folder);
        Path config = folder.resolve("config.json");
        Files.writeString(
                config,
                Files.readString(config)
                        .replaceFirst("\"max_position_embeddings\"\\s*:\\s*\\d+", "\"max_position_embeddings\": 40"));
        model = LanguageModel.load(Checkpoint.open(folder), backend, ModelOptions.DEFAULT);
        int[] fits = new int[41];
        assertThat(new TokenSurprise(model).measure(pieces(fits, 7), (_, _, _) -> {}, Cancellation.none()))
                .isEqualTo(41);
        int[] tooLong = new int[42];
        assertThatThrownBy(() -> new TokenSurprise(model)
                        .measure(pieces(tooLong, tooLong.length), (_, _, _) -> {}, Cancellation.none()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(
                        "expected at most %d tokens", model.config().maxPositions() + 1)
                .hasMessageContaining("max_position_embeddings");
    }

    @Test
    void stopsBetweenPasses() {
        Cancellation cancellation = new Cancellation();
        Told told = new Told();
        TokenSource source = pieces(TEXT, 10);
        TokenSource cancelling = most -> {
            if (told.tokens.size() > 20) {
                cancellation.cancel();
            }
            return source.next(most);
        };
        assertThatThrownBy(() -> new TokenSurprise(model).measure(cancelling, told, cancellation))
                .isInstanceOf(CancelledException.class)
                .hasMessage("surprise: cancelled after 31 tokens");
        assertThat(told.tokens).hasSize(31);
    }

    /** A source that gives at most so many at once, although more were asked for, so that every cut is tried. */
    private static TokenSource pieces(int[] tokens, int most) {
        int[] given = new int[1];
        return asked -> {
            int end = Math.min(tokens.length, given[0] + Math.min(asked, most));
            int[] piece = IntStream.range(given[0], end).map(i -> tokens[i]).toArray();
            given[0] = end;
            return piece;
        };
    }
}
