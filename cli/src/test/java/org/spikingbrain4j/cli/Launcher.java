package org.spikingbrain4j.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts the real launcher, which must not build: the reactor has just made the jar. */
final class Launcher {
    static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    static final Path SCRIPT = PROJECT.resolve("spikingbrain");

    private static final long PATIENCE_SECONDS = 60;

    private Launcher() {}

    /** What a run left behind. */
    record Result(int exitCode, String out, String err) {
        List<String> errorLines() {
            return err.lines().toList();
        }
    }

    static Result run(String... arguments) {
        return run(SCRIPT, "", arguments);
    }

    static Result runWithInput(String input, String... arguments) {
        return run(SCRIPT, input, arguments);
    }

    static Result run(Path script, String input, String... arguments) {
        try {
            Path out = Files.createTempFile("out", ".txt");
            Process process =
                    builder(script, arguments).redirectOutput(out.toFile()).start();
            process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            int exitCode = exitCode(process);
            Result result = new Result(exitCode, Files.readString(out), err);
            Files.delete(out);
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ProcessBuilder builder(Path script, String... arguments) {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("SPIKINGBRAIN_BUILD", "never");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return builder;
    }

    /**
     * One that {@link #interrupt} reaches: what a shell runs in the background inherits that Ctrl-C is ignored, and the tests themselves
     * may run there.
     */
    static ProcessBuilder interruptible(String... arguments) {
        ProcessBuilder builder = builder(SCRIPT, arguments);
        builder.command().addAll(0, List.of("env", "--default-signal=INT"));
        return builder;
    }

    /** Presses Ctrl-C. */
    static void interrupt(Process process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }

    static int exitCode(Process process) {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running after " + PATIENCE_SECONDS + " s");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
