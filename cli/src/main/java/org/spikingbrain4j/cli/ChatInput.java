package org.spikingbrain4j.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Where the lines of a conversation come from: a terminal with editing and history, or any other input. */
interface ChatInput extends AutoCloseable {
    /**
     * The next line, without line end; empty at the end.
     *
     * @throws org.jline.reader.UserInterruptException after Ctrl-C at the prompt
     */
    Optional<String> line(String prompt) throws IOException;

    /** Whether a person sees the prompts and can try again after an error. */
    boolean interactive();

    @Override
    void close() throws IOException;

    static ChatInput open() throws IOException {
        return Console.inputIsTerminal() && Console.outputIsTerminal() ? Keyboard.open() : new Lines();
    }

    /** A terminal. The history lives as long as the program: what people tell a model is not written to disk. */
    record Keyboard(Terminal terminal, LineReader reader) implements ChatInput {
        static Keyboard open() throws IOException {
            Terminal terminal =
                    TerminalBuilder.builder().system(true).dumb(true).build();
            LineReader reader = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                    .build();
            return new Keyboard(terminal, reader);
        }

        @Override
        public Optional<String> line(String prompt) {
            try {
                return Optional.of(reader.readLine(prompt));
            } catch (EndOfFileException e) {
                return Optional.empty();
            }
        }

        @Override
        public boolean interactive() {
            return true;
        }

        @Override
        public void close() throws IOException {
            terminal.close();
        }
    }

    /** A pipe or a file. */
    final class Lines implements ChatInput {
        private final BufferedReader reader = new BufferedReader(
                new InputStreamReader(System.in, StandardCharsets.UTF_8.newDecoder())); // fails on what is no UTF-8

        @Override
        public Optional<String> line(String prompt) throws IOException {
            try {
                return Optional.ofNullable(reader.readLine());
            } catch (CharacterCodingException e) {
                throw new InputException("standard input: invalid UTF-8; convert it to UTF-8", e);
            }
        }

        @Override
        public boolean interactive() {
            return false;
        }

        @Override
        public void close() {
            // Standard input belongs to the process.
        }
    }
}
