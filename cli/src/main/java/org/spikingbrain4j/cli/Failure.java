package org.spikingbrain4j.cli;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.Optional;
import org.spikingbrain4j.inference.CancelledException;
import org.spikingbrain4j.operators.FileReason;
import org.spikingbrain4j.operators.SpikingBrainException;
import picocli.CommandLine.ParameterException;

/**
 * What went wrong, for people: one line and an exit code.
 *
 * @param line what is printed after {@code error: }; empty where the user knows already, as after Ctrl-C
 */
record Failure(Optional<String> line, int exitCode, Throwable cause) {
    private static final String HEAP_HINT =
            "out of memory: the Java heap may use %d MiB; read fewer tokens, lower --chunk-tokens, or allow more, for example SPIKINGBRAIN_JAVA_OPTS=-Xmx8g";

    /** Arguments that picocli refuses. */
    static Failure ofUsage(ParameterException failure) {
        String command = failure.getCommandLine().getCommandSpec().qualifiedName();
        String message =
                failure.getCause() instanceof SpikingBrainException cause ? cause.getMessage() : failure.getMessage();
        return badInput("%s; see: %s --help".formatted(message, command), failure);
    }

    static Failure of(Throwable failure) {
        return switch (failure) {
            case ParameterException e -> ofUsage(e);
            case CancelledException e -> new Failure(Optional.empty(), ExitCode.INTERRUPTED, e);
            case InterruptedByUserException e -> new Failure(Optional.empty(), ExitCode.INTERRUPTED, e);
            case OutputClosedException e -> new Failure(Optional.empty(), ExitCode.OUTPUT_CLOSED, e);
            case SpikingBrainException e -> badInput(e.getMessage(), e);
            case UncheckedIOException e -> badInput(reason(e.getCause()), e);
            case java.io.IOException e -> badInput(reason(e), e);
            case OutOfMemoryError e ->
                badInput(HEAP_HINT.formatted(Runtime.getRuntime().maxMemory() >> 20), e);
            default -> defect(failure);
        };
    }

    /** Prints the line, and with {@code verbose} where it comes from. Returns the exit code. */
    int report(PrintStream err, boolean verbose) {
        line.ifPresent(text -> err.println("error: " + text));
        if (verbose && line.isPresent()) {
            cause.printStackTrace(err);
        }
        return exitCode;
    }

    /** A file system's message is often the bare path: says what is the matter with it. */
    static String reason(java.io.IOException failure) {
        return failure instanceof FileSystemException e
                ? "%s: %s".formatted(e.getFile(), FileReason.of(e))
                : oneLine(failure);
    }

    private static Failure badInput(String message, Throwable cause) {
        return new Failure(Optional.of(oneLine(message)), ExitCode.BAD_INPUT, cause);
    }

    private static Failure defect(Throwable failure) {
        String line = "internal error: %s; this is a defect: run it again with --verbose and report what it prints"
                .formatted(oneLine(failure));
        return new Failure(Optional.of(line), ExitCode.FAILED, failure);
    }

    private static String oneLine(Throwable failure) {
        String name = failure.getClass().getSimpleName();
        return failure.getMessage() == null ? name : name + ": " + oneLine(failure.getMessage());
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
