package org.spikingbrain4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Does once what users do, with a tiny random model. The launcher records this run when it has built the program, and later
 * starts find their classes loaded and linked (JEP 483 and 514).
 */
@Command(name = "warm-up", hidden = true, description = "For the launcher: a run that is worth recording.")
final class WarmUpCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("spikingbrain-warm-up");
        try {
            TinyModel.write(folder);
            String model = folder.toString();
            List<List<String>> runs = List.of(
                    List.of(
                            "generate",
                            "--model",
                            model,
                            "--kernels",
                            "scalar",
                            "--prompt",
                            "abc",
                            "--max-tokens",
                            "8"),
                    List.of(
                            "generate",
                            "--model",
                            model,
                            "--kernels",
                            "scalar",
                            "--prompt",
                            "a",
                            "--json",
                            "--temperature",
                            "1"),
                    List.of("inspect", "--model", model),
                    List.of("generate", "--help"));
            for (List<String> run : runs) {
                int exitCode = spec.root().commandLine().execute(run.toArray(String[]::new));
                if (exitCode != ExitCode.OK) {
                    return exitCode;
                }
            }
            return ExitCode.OK;
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
