package org.spikingbrain4j.cli;

import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.spikingbrain4j.documents.StrictUtf8;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where a prompt comes from: an argument, a file, or standard input. */
final class PromptFlags {
    private static final Path STANDARD_INPUT = Path.of("-");

    @Parameters(
            arity = "0..1",
            paramLabel = "PROMPT",
            description = "The prompt. Without one it is read from standard input where that is no terminal.")
    private String argument;

    @Option(
            names = {"-p", "--prompt"},
            paramLabel = "TEXT",
            description = "The same as an option.")
    private String option;

    @Option(
            names = {"-f", "--prompt-file"},
            paramLabel = "FILE",
            description = "Read the prompt from a UTF-8 file, without the line end at its end; - is standard input.")
    private Path file;

    /**
     * The prompt; empty where there is none.
     *
     * @throws InputException where two are given
     * @throws org.spikingbrain4j.operators.SpikingBrainException where the file cannot be read or is no UTF-8
     */
    String text() {
        if (Stream.of(argument, option, file).filter(Objects::nonNull).count() > 1) {
            throw new InputException("PROMPT, --prompt and --prompt-file: expected one of them, found more");
        }
        if (argument != null) {
            return argument;
        }
        if (option != null) {
            return option;
        }
        if (file == null && Console.inputIsTerminal()) {
            return "";
        }
        boolean fromFile = file != null && !file.equals(STANDARD_INPUT);
        String text = fromFile ? StrictUtf8.read(file) : StrictUtf8.read(System.in, "standard input");
        return withoutLineEnd(text);
    }

    /** Editors and {@code echo} end every text with a line end that nobody means. */
    private static String withoutLineEnd(String text) {
        return text.replaceFirst("\\R\\z", "");
    }
}
