package examples.logs;

import examples.TokenLoss;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Compares the most surprising places of a log with the anomalies that were planted in it. Places are lines, by their most surprising
 * token, and windows of tokens side by side, by their mean, as {@code surprise --top --window} ranks them.
 * {@code java -cp 'cli/target/lib/*' examples/logs/FindAnomalies.java detector.log anomalies.tsv surprise.csv WINDOW found.tsv
 * found.png}
 */
final class FindAnomalies {
    private static final int KEPT = 1000;

    private final Anomalies anomalies;
    private final Ranking lines = new Ranking(KEPT);
    private final Ranking windows = new Ranking(KEPT);
    private final int length;
    private long line = 1;
    private double largest;
    private double sum;
    private long tokens;
    private long windowLine = 1; // in which the window begins

    private FindAnomalies(Anomalies anomalies, int length) {
        this.anomalies = anomalies;
        this.length = length;
    }

    public static void main(String[] arguments) throws IOException {
        Anomalies anomalies = Anomalies.read(Path.of(arguments[1]));
        FindAnomalies find = new FindAnomalies(anomalies, Integer.parseInt(arguments[3]));
        TokenLoss.read(Path.of(arguments[2]), find::add);
        System.out.printf("%,d lines, %d anomalies planted%n", find.line - 1, anomalies.count());
        find.report("lines, by their most surprising token", find.lines.best());
        find.report("windows of %d tokens, by their mean".formatted(find.length), find.windows.best());
        anomalies.report(find.lines.best());
        find.write(Path.of(arguments[0]), Path.of(arguments[4]));
        AnomalyPlot.draw(find.lines.best(), anomalies, Path.of(arguments[5]));
    }

    private void add(TokenLoss loss) {
        largest = Math.max(largest, loss.nats());
        sum += loss.nats();
        tokens++;
        if (tokens == length) {
            windows.add(new Place(windowLine, line, sum / length));
            sum = 0;
            tokens = 0;
        }
        if (loss.text().endsWith("\\n")) {
            lines.add(new Place(line, line, largest));
            largest = 0;
            line++;
        }
        windowLine = tokens == 0 ? line : windowLine;
    }

    private void report(String name, List<Place> best) {
        System.out.printf("%n%s%n%8s %10s %8s%n", name, "first N", "precision", "recall");
        int planted = anomalies.count();
        for (int n : new int[] {planted / 2, planted, 2 * planted, 5 * planted}) {
            List<Place> first = best.subList(0, Math.min(n, best.size()));
            long right = first.stream()
                    .filter(place -> anomalies.at(place).isPresent())
                    .count();
            long found = first.stream()
                    .flatMap(place -> anomalies.at(place).stream())
                    .distinct()
                    .count();
            System.out.printf("%8d %9.0f%% %7.0f%%%n", n, 100.0 * right / n, 100.0 * found / planted);
        }
    }

    /** The most surprising lines, with their text and what is planted there. */
    private void write(Path log, Path found) throws IOException {
        List<Place> best = lines.best().subList(0, 100);
        String[] texts = new String[best.size()];
        try (BufferedReader reader = Files.newBufferedReader(log)) {
            long number = 1;
            for (String text = reader.readLine(); text != null; text = reader.readLine(), number++) {
                for (int i = 0; i < texts.length; i++) {
                    texts[i] = best.get(i).first() == number ? text : texts[i];
                }
            }
        }
        List<String> table = new ArrayList<>(List.of("rank\tnats\tline\tplanted\ttext"));
        for (int i = 0; i < texts.length; i++) {
            Place place = best.get(i);
            String kind = anomalies
                    .at(place)
                    .map(number -> number + " " + anomalies.kind(number))
                    .orElse("");
            table.add("%d\t%.2f\t%d\t%s\t%s".formatted(i + 1, place.nats(), place.first(), kind, texts[i]));
        }
        Files.write(found, table);
    }

    /** @param first line in which it begins; @param last in which it ends; @param nats how surprising */
    record Place(long first, long last, double nats) {}

    /** The most surprising places; memory does not grow with the log. */
    private static final class Ranking {
        private final int most;
        private final PriorityQueue<Place> places = new PriorityQueue<>(Comparator.comparingDouble(Place::nats));

        Ranking(int most) {
            this.most = most;
        }

        void add(Place place) {
            places.add(place);
            if (places.size() > most) {
                places.remove();
            }
        }

        List<Place> best() {
            return places.stream()
                    .sorted(Comparator.comparingDouble(Place::nats).reversed())
                    .toList();
        }
    }
}
