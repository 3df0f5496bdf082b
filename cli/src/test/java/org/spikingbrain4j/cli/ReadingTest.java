package org.spikingbrain4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.documents.DocumentReader;
import org.spikingbrain4j.inference.DocumentTokens;
import org.spikingbrain4j.inference.TextModel;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.ReferenceBackend;
import picocli.CommandLine;

/** Copies of a state that cannot be written. */
class ReadingTest {
    private static final Console CONSOLE = new Console(true);

    @TempDir
    private Path folder;

    @Test
    void aCopyThatFailsDoesNotEndTheReading() throws IOException {
        Path memory = folder.resolve("memory");
        Path unfinished = memory.resolve("a.state.partial");
        try (Open open = new Open(memory.resolve("a.state"), Duration.ZERO)) {
            open.advance();
            assertThat(unfinished).doesNotExist();
            Files.createDirectory(memory);
            open.advance();
            assertThat(unfinished).isRegularFile();
        }
    }

    @Test
    void aFailureIsNotHiddenByThatOfTheCopy() throws IOException {
        Path memory = folder.resolve("memory");
        RuntimeException failure = new InputException("why it ended");
        try (Open open = new Open(memory.resolve("a.state"), Reading.BETWEEN_COPIES)) {
            open.advance();
            open.reading.failed(failure);
            assertThat(failure.getSuppressed()).hasSize(1);
            Files.createDirectory(memory);
            open.reading.failed(failure);
            assertThat(failure.getSuppressed()).hasSize(1);
            assertThat(memory.resolve("a.state.partial")).isRegularFile();
        }
    }

    /** A reading under way. */
    private final class Open implements AutoCloseable {
        private final Backend backend = new ReferenceBackend();
        private final TextModel model;
        private final DocumentReader texts;
        private final SequenceState state;
        private final Reading reading;

        Open(Path file, Duration betweenCopies) throws IOException {
            model = TextModel.open(TinyTextModel.write(folder), backend, ModelOptions.DEFAULT);
            texts = DocumentReader.open(List.of(Files.writeString(folder.resolve("a.txt"), "none is read")));
            state = model.model().newState();
            ReadingFiles files = CommandLine.populateCommand(new ReadingFiles(), "--state", file.toString());
            reading = new Reading(CONSOLE, files, state, new DocumentTokens(model.tokenizer(), texts), betweenCopies);
        }

        void advance() {
            model.model().forward(new int[] {1, 2}, state, LogitsWanted.NONE);
            reading.advanced(state.position());
        }

        @Override
        public void close() {
            reading.close();
            state.close();
            texts.close();
            model.close();
            backend.close();
        }
    }
}
