package org.spikingbrain4j.benchmarks.longcontext;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Runs a {@link Worker} in a JVM of its own, with all of its heap resident from the start. */
final class WorkerProcess {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final int LINES_OF_FAILURE = 3;

    private final Worker.Order order;
    private final long heapBytes;

    WorkerProcess(Worker.Order order, long heapBytes) {
        this.order = order;
        this.heapBytes = heapBytes;
    }

    /**
     * Measures; ends with this program, whatever ends it.
     *
     * @param progress told the number of tokens read so far
     * @throws StoppedException where Ctrl-C ended the worker
     * @throws ReportException where the worker says why it cannot, or dies
     */
    Measurement run(LongConsumer progress) {
        try {
            Path errors = Files.createTempFile("worker", ".txt");
            try {
                return run(errors, progress);
            } finally {
                Files.deleteIfExists(errors);
            }
        } catch (IOException e) {
            throw new ReportException("a worker cannot be run: " + e.getMessage(), e);
        }
    }

    private Measurement run(Path errors, LongConsumer progress) throws IOException {
        Process process =
                new ProcessBuilder(command()).redirectError(errors.toFile()).start();
        try (AtShutdown _ = new AtShutdown(process::destroyForcibly);
                BufferedReader lines = process.inputReader()) {
            Optional<Measurement> measured = Optional.empty();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(Worker.PROGRESS)) {
                    progress.accept(Long.parseLong(line.substring(Worker.PROGRESS.length())));
                } else if (line.startsWith(Worker.RESULT)) {
                    measured = Optional.of(JSON.readValue(line.substring(Worker.RESULT.length()), Measurement.class));
                } else if (line.startsWith(Worker.FAILURE)) {
                    throw new ReportException(line.substring(Worker.FAILURE.length()));
                }
            }
            int exitCode = process.waitFor();
            if (exitCode == LongContextReport.INTERRUPTED) { // Ctrl-C reaches the worker, too, and may reach it first
                throw new StoppedException();
            }
            return measured.orElseThrow(() -> new ReportException(died(exitCode, errors)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReportException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private List<String> command() {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = new ArrayList<>(List.of(java.toString()));
        command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:+AlwaysPreTouch", "-XX:-UsePerfData"));
        command.addAll(List.of("-Xms" + heapBytes, "-Xmx" + heapBytes));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName()));
        try {
            command.add(order.json());
        } catch (IOException e) {
            throw new IllegalStateException("an order is always JSON", e);
        }
        return command;
    }

    private static String died(int exitCode, Path errors) {
        try {
            List<String> lines = Files.readAllLines(errors);
            List<String> last = lines.subList(Math.max(0, lines.size() - LINES_OF_FAILURE), lines.size());
            return "its process ended with code %d and no result; its last words: %s"
                    .formatted(exitCode, String.join(" / ", last));
        } catch (IOException e) {
            return "its process ended with code %d and no result".formatted(exitCode);
        }
    }
}
