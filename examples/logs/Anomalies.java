package examples.logs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** What was planted in a log, by line. */
final class Anomalies {
    /** What follows an anomaly surprises too: a line after a wrong clock goes back again. */
    private static final int AFTER = 1;

    private final Map<Long, Integer> numbers = new HashMap<>(); // by line
    private final Map<Integer, String> kinds = new TreeMap<>(); // by number

    private Anomalies() {}

    static Anomalies read(Path file) throws IOException {
        Anomalies anomalies = new Anomalies();
        for (String line : Files.readAllLines(file)) {
            String[] fields = line.split("\t");
            anomalies.numbers.put(Long.parseLong(fields[2]), Integer.parseInt(fields[0]));
            anomalies.kinds.put(Integer.parseInt(fields[0]), fields[1]);
        }
        return anomalies;
    }

    int count() {
        return kinds.size();
    }

    String kind(int number) {
        return kinds.get(number);
    }

    /** The number of the anomaly in a place, or right before it. */
    Optional<Integer> at(FindAnomalies.Place place) {
        return LongStream.rangeClosed(place.first() - AFTER, place.last())
                .boxed()
                .flatMap(line -> Optional.ofNullable(numbers.get(line)).stream())
                .findFirst();
    }

    /** The first place in which each was found. */
    void report(List<FindAnomalies.Place> best) {
        System.out.printf("%nrank of the line that shows it%n");
        kinds.forEach((number, kind) -> {
            String rank = "not among the first " + best.size();
            for (int i = best.size() - 1; i >= 0; i--) {
                if (at(best.get(i)).filter(number::equals).isPresent()) {
                    rank = "%d (%.1f nats)".formatted(i + 1, best.get(i).nats());
                }
            }
            System.out.printf("%4d  %-13s %s%n", number, kind, rank);
        });
    }
}
