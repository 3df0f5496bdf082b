package org.spikingbrain4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.model.InvalidInputException;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.testkit.ByteTokenizer;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.RandomCheckpoint;

class DocumentSamplerTest {
    private static final int BORDER = TinyChatModel.END_OF_TEXT;
    private static final DocumentOptions OPTIONS = new DocumentOptions(200, 30, 4, 1.5, 0.95, 7);

    @TempDir
    private Path directory;

    private final Backend backend = new ReferenceBackend();
    private TextModel model;

    @BeforeEach
    void open() throws IOException {
        model = TinyChatModel.open(directory, backend, true);
    }

    @AfterEach
    void close() {
        model.close();
        backend.close();
    }

    @Test
    void documentsDoNotDependOnHowManyAreWrittenAtOnce() {
        List<int[]> one = sample(with(1, 7));
        for (int batch : new int[] {2, 5, 64}) {
            assertThat(sample(with(batch, 7)))
                    .as("batch %d", batch)
                    .usingRecursiveComparison()
                    .isEqualTo(one);
        }
        assertThat(sample(with(4, 8))).usingRecursiveComparison().isNotEqualTo(one);
    }

    @Test
    void theDocumentThatReachesTheTokensIsTheLast() {
        List<int[]> documents = sample(OPTIONS);
        int all = documents.stream().mapToInt(document -> document.length).sum();
        assertThat(all).isGreaterThanOrEqualTo(200);
        assertThat(all - documents.getLast().length).isLessThan(200);
        for (int[] document : documents) {
            assertThat(document[document.length - 1]).isEqualTo(BORDER);
            assertThat(IntStream.of(document).limit(document.length - 1)).doesNotContain(BORDER);
            assertThat(document).hasSizeBetween(1, 31);
        }
    }

    @Test
    void aDocumentIsWhatASequenceOfItsOwnWouldGive() {
        List<int[]> documents = sample(OPTIONS);
        SplitMix64 seeds = new SplitMix64(7);
        for (int[] document : documents) {
            Sampler sampler = new Sampler(OPTIONS.sampling(), model.tokenizer().vocabularySize(), seeds.nextLong());
            assertThat(alone(sampler, document.length - 1)).isEqualTo(withoutBorder(document));
        }
    }

    @Test
    void saysWhichDocumentsWereCut() {
        List<Boolean> ended = new ArrayList<>();
        new DocumentSampler(model, BORDER).sample(OPTIONS, (tokens, end) -> {
            ended.add(end);
            assertThat(end || tokens.length == 31).isTrue();
        });
        assertThat(ended).contains(false);
    }

    @Test
    void aFailingListenerEndsIt() {
        DocumentSampler sampler = new DocumentSampler(model, BORDER);
        assertThatThrownBy(() -> sampler.sample(OPTIONS, (_, _) -> {
                    throw new IllegalStateException("disk full");
                }))
                .hasMessage("disk full");
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> new DocumentOptions(0, 1, 1, 1, 1, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("tokens: expected at least 1");
        assertThatThrownBy(() -> new DocumentOptions(1, 1, 1, 0, 1, 1))
                .hasMessageContaining("all documents are the same");
        assertThatThrownBy(() -> new DocumentSampler(model, 9999)).hasMessageContaining("border: expected a token");
    }

    @Test
    void aTransformerWritesNoLongerDocumentsThanItHasPositions() throws IOException {
        Path llama =
                RandomCheckpoint.of(CheckpointShape.TINY_LLAMA, DataType.F32, 1).write(directory.resolve("llama"));
        Files.writeString(llama.resolve("tokenizer.json"), ByteTokenizer.json());
        try (TextModel transformer = TextModel.open(llama, backend, ModelOptions.DEFAULT)) {
            DocumentSampler sampler = new DocumentSampler(transformer, BORDER);
            DocumentOptions longest = new DocumentOptions(1, sampler.longest(), 1, 1, 1, 1);
            assertThat(sampler.requireFitting(longest)).isSameAs(longest);
            DocumentOptions longer = new DocumentOptions(1, sampler.longest() + 1, 1, 1, 1, 1);
            assertThatThrownBy(() -> sampler.sample(longer, (_, _) -> {}))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage(
                            "documentsLength: expected at most %d, the model's positions (max_position_embeddings), found %d",
                            sampler.longest(), sampler.longest() + 1);
        }
    }

    private static DocumentOptions with(int batch, long seed) {
        return new DocumentOptions(200, 30, batch, 1.5, 0.95, seed);
    }

    private List<int[]> sample(DocumentOptions options) {
        List<int[]> documents = new ArrayList<>();
        new DocumentSampler(model, BORDER).sample(options, (tokens, _) -> documents.add(tokens));
        return documents;
    }

    private int[] alone(Sampler sampler, int tokens) {
        TokenList written = new TokenList();
        try (SequenceState state = model.model().newState()) {
            int next = BORDER;
            for (int i = 0; i < tokens; i++) {
                float[] logits = model.model()
                        .forward(new int[] {next}, state, LogitsWanted.LAST)
                        .values();
                next = sampler.next(Arrays.copyOf(logits, model.tokenizer().vocabularySize()));
                written.add(next);
            }
        }
        return written.toArray();
    }

    private static int[] withoutBorder(int[] document) {
        return Arrays.copyOf(document, document.length - 1);
    }
}
