package org.spikingbrain4j.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The program's two streams: results go to standard output, in UTF-8 whatever the locale says, everything else to standard
 * error. Both are unbuffered: a token appears when it is chosen.
 */
final class Console {
    /** File descriptors that are terminals, as digits; set by the launcher because Java cannot tell for standard error. */
    private static final String TERMINALS = "SPIKINGBRAIN_TERMINALS";

    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private final PrintStream err = System.err;
    private final boolean quiet;

    Console(boolean quiet) {
        this.quiet = quiet;
    }

    boolean quiet() {
        return quiet;
    }

    /**
     * Writes a part of the result.
     *
     * @throws OutputClosedException where nobody reads it any more
     */
    void print(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("Broken pipe")) {
                throw new OutputClosedException(e);
            }
            throw new InputException("standard output: " + e.getMessage(), e);
        }
    }

    void println(String line) {
        print(line + "\n");
    }

    /** A line about the work, not part of the result; nothing with {@code --quiet}. */
    void note(String line) {
        if (!quiet) {
            err.println(line);
        }
    }

    PrintStream err() {
        return err;
    }

    static boolean inputIsTerminal() {
        return isTerminal('0');
    }

    static boolean outputIsTerminal() {
        return isTerminal('1');
    }

    static boolean errorIsTerminal() {
        return isTerminal('2');
    }

    private static boolean isTerminal(char descriptor) {
        return System.getenv().getOrDefault(TERMINALS, "").indexOf(descriptor) >= 0;
    }
}
