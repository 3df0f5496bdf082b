package org.spikingbrain4j.benchmarks.longcontext;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The file of results: every point is in it as soon as it is measured, and the whole file is replaced at once. */
final class Results {
    private static final String FORMAT = "spikingbrain4j-long-context-1";
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Path file;
    private final List<Session> sessions;
    private final List<Measurement> measurements;
    private final List<Problem> problems;

    /** What is in the file. */
    private record Content(
            String format, List<Session> sessions, List<Measurement> measurements, List<Problem> problems) {}

    private Results(Path file, Content content) {
        this.file = file;
        this.sessions = new ArrayList<>(content.sessions());
        this.measurements = new ArrayList<>(content.measurements());
        this.problems = new ArrayList<>(content.problems());
    }

    /**
     * Reads the file.
     *
     * @param fresh begin anew: what was there is lost with the first new point
     * @throws ReportException where there is a file that is none of ours
     */
    static Results open(Path file, boolean fresh) {
        if (fresh || !Files.exists(file)) {
            return new Results(file, new Content(FORMAT, List.of(), List.of(), List.of()));
        }
        try {
            Content content = JSON.readValue(file.toFile(), Content.class);
            if (!FORMAT.equals(content.format())) {
                throw new ReportException("%s: expected format %s, found %s; give another --results or --fresh"
                        .formatted(file, FORMAT, content.format()));
            }
            return new Results(file, content);
        } catch (JsonProcessingException e) {
            throw new ReportException(
                    "%s: no results of this program: %s; give another --results or --fresh"
                            .formatted(file, e.getOriginalMessage()),
                    e);
        } catch (IOException e) {
            throw new ReportException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    List<Session> sessions() {
        return List.copyOf(sessions);
    }

    List<Measurement> measurements() {
        return List.copyOf(measurements);
    }

    List<Problem> problems() {
        return List.copyOf(problems);
    }

    Optional<Measurement> find(Task task) {
        return measurements.stream().filter(one -> one.task().equals(task)).findFirst();
    }

    /** The number of a new session. */
    int nextSession() {
        return sessions.stream().mapToInt(Session::number).max().orElse(0) + 1;
    }

    void add(Session session) {
        sessions.add(session);
        write();
    }

    void add(Measurement measurement) {
        problems.removeIf(problem -> problem.task().equals(measurement.task()));
        measurements.add(measurement);
        write();
    }

    void add(Problem problem) {
        problems.removeIf(other -> other.task().equals(problem.task()));
        problems.add(problem);
        write();
    }

    private void write() {
        Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Content content = new Content(FORMAT, sessions, measurements, problems);
            Files.writeString(temporary, JSON.writeValueAsString(content) + "\n");
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new ReportException("%s: cannot be written: %s".formatted(file, e.getMessage()), e);
        }
    }
}
