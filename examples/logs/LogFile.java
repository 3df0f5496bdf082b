package examples.logs;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A log that is written, and which of its lines show anomalies. */
final class LogFile implements AutoCloseable {
    private static final int DAY = 86_400;

    private final BufferedWriter file;
    private final List<String> anomalies = new ArrayList<>();
    private long lines;

    LogFile(Path path) throws IOException {
        this.file = Files.newBufferedWriter(path);
    }

    long lines() {
        return lines;
    }

    /** Number, kind, line and text of all anomalies, a line of the log a line. */
    List<String> anomalies() {
        return List.copyOf(anomalies);
    }

    /**
     * Writes a line.
     *
     * @param second since the first midnight
     * @param anomaly that it shows
     */
    void line(int second, String text, Optional<Anomaly> anomaly) {
        int time = Math.floorMod(second, DAY);
        String line = "%02d:%02d:%02d %s".formatted(time / 3600, time / 60 % 60, time % 60, text);
        try {
            file.write(line + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        lines++;
        anomaly.ifPresent(
                shown -> anomalies.add("%d\t%s\t%d\t%s".formatted(shown.number(), shown.kind(), lines, line)));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
