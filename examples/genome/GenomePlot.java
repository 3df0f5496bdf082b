package examples.genome;

import examples.TokenLoss;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Bits per base along a genome, of the model and of the Markov models, as table, CSV and picture.
 * {@code java -cp 'cli/target/lib/*' examples/genome/GenomePlot.java surprise.csv markov.csv bits.csv bits.png}
 */
final class GenomePlot {
    private static final double MEGABASE = 1e6;
    private static final int SMOOTHED = 5; // windows that a point of the picture is the mean of
    private static final double ORIGIN = 3_925_860 / MEGABASE; // oriC of MG1655
    private static final int FIFTHS = 5;
    private static final double LOWEST = 1.86; // of the picture
    private static final double HIGHEST = 1.98;
    private static final double TERMINUS = 1_590_764 / MEGABASE; // dif, where the copies are parted

    private final double[] model;
    private final double[] markov;
    private final double[] adaptive;
    private final double learned;

    private GenomePlot(Losses losses, List<String[]> lines) {
        this.model = losses.windows();
        this.markov = lines.stream()
                .mapToDouble(fields -> Double.parseDouble(fields[1]))
                .toArray();
        this.adaptive = lines.stream()
                .mapToDouble(fields -> Double.parseDouble(fields[2]))
                .toArray();
        this.learned = Genome.learned((int) losses.letters) / MEGABASE;
    }

    /** Bits, summed by window and by whether the genome was learned there. */
    private static final class Losses {
        private final int learned;
        private final long letters;
        private final double[] sums;
        private final int[] counts;
        private final double[] parts = new double[2];
        private final int[] partCounts = new int[2];

        Losses(long letters) {
            this.letters = letters;
            this.learned = Genome.learned((int) letters);
            this.sums = new double[(int) ((letters + Markov.WINDOW - 1) / Markov.WINDOW)];
            this.counts = new int[sums.length];
        }

        void add(TokenLoss loss) {
            if (loss.position() >= letters) {
                return; // a token that ends the text
            }
            double bits = loss.nats() / Math.log(2);
            int window = (int) (loss.position() / Markov.WINDOW);
            int part = loss.position() < learned ? 0 : 1;
            sums[window] += bits;
            counts[window]++;
            parts[part] += bits;
            partCounts[part]++;
        }

        double[] windows() {
            return IntStream.range(0, sums.length)
                    .mapToDouble(i -> sums[i] / counts[i])
                    .toArray();
        }
    }

    public static void main(String[] arguments) throws IOException {
        List<String[]> lines = Files.readAllLines(Path.of(arguments[1])).stream()
                .skip(1)
                .map(line -> line.split(","))
                .toList();
        Losses losses = new Losses(Long.parseLong(lines.getLast()[3]));
        TokenLoss.read(Path.of(arguments[0]), losses::add);
        GenomePlot plot = new GenomePlot(losses, lines);
        plot.report(losses);
        plot.reportDistances(losses.letters);
        plot.write(Path.of(arguments[2]));
        plot.draw(arguments[3]);
    }

    private void report(Losses losses) {
        System.out.printf(
                "model, bits per base: %.4f of the %,d learned, %.4f of the %,d behind them%n",
                losses.parts[0] / losses.partCounts[0],
                losses.partCounts[0],
                losses.parts[1] / losses.partCounts[1],
                losses.partCounts[1]);
        int first = losses.learned / Markov.WINDOW + 1;
        System.out.printf(
                "of %d windows of %,d not learned, the model is better than order 12 in %d, than order 12 that learns"
                        + " on in %d%n",
                model.length - first, Markov.WINDOW, better(first, markov), better(first, adaptive));
    }

    /** Means of the windows by their distance from the origin on the circle, the nearest fifth first. */
    private void reportDistances(long letters) {
        double half = letters / 2.0 / MEGABASE;
        double[] sums = new double[FIFTHS];
        int[] counts = new int[FIFTHS];
        for (int i = 0; i < model.length; i++) {
            double apart = Math.abs((i + 0.5) * Markov.WINDOW / MEGABASE - ORIGIN);
            int fifth = (int) Math.min(FIFTHS - 1, Math.min(apart, 2 * half - apart) / half * FIFTHS);
            sums[fifth] += model[i];
            counts[fifth]++;
        }
        System.out.print("model, by distance from the origin, nearest fifth first:");
        IntStream.range(0, FIFTHS).forEach(i -> System.out.printf(" %.4f", sums[i] / counts[i]));
        System.out.println();
    }

    private long better(int first, double[] other) {
        return IntStream.range(first, model.length)
                .filter(i -> model[i] < other[i])
                .count();
    }

    private void write(Path csv) throws IOException {
        List<String> lines = new ArrayList<>(List.of("start,model,markov,markov_adaptive"));
        for (int i = 0; i < model.length; i++) {
            lines.add("%d,%.4f,%.4f,%.4f".formatted(i * Markov.WINDOW, model[i], markov[i], adaptive[i]));
        }
        Files.write(csv, lines);
    }

    private void draw(String picture) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(1000)
                .height(450)
                .title("E. coli K-12 MG1655, read in one pass (means of 50,000 bases)")
                .xAxisTitle("position, million bases")
                .yAxisTitle("bits per base")
                .build();
        chart.getStyler().setYAxisMin(LOWEST).setYAxisMax(HIGHEST);
        chart.getStyler().setYAxisDecimalPattern("0.00").setXAxisDecimalPattern("0.0");
        chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
        curve(chart, "order 12", markov, Color.GRAY);
        curve(chart, "order 12, learning on", adaptive, Color.ORANGE);
        curve(chart, "model", model, Color.BLUE);
        mark(chart, "origin (oriC)", ORIGIN, Color.RED);
        mark(chart, "terminus (dif)", TERMINUS, Color.MAGENTA);
        mark(chart, "learned up to here", learned, Color.BLACK);
        BitmapEncoder.saveBitmapWithDPI(chart, picture, BitmapEncoder.BitmapFormat.PNG, 150);
    }

    private static void curve(XYChart chart, String name, double[] bits, Color color) {
        int points = bits.length / SMOOTHED;
        double[] x = IntStream.range(0, points)
                .mapToDouble(i -> (i + 0.5) * SMOOTHED * Markov.WINDOW / MEGABASE)
                .toArray();
        double[] y = IntStream.range(0, points)
                .mapToDouble(i -> IntStream.range(i * SMOOTHED, (i + 1) * SMOOTHED)
                        .mapToDouble(j -> bits[j])
                        .average()
                        .orElseThrow())
                .toArray();
        chart.addSeries(name, x, y)
                .setMarker(SeriesMarkers.NONE)
                .setLineColor(color)
                .setLineWidth(1.5f);
    }

    private static void mark(XYChart chart, String name, double at, Color color) {
        XYSeries line = chart.addSeries(name, new double[] {at, at}, new double[] {LOWEST, HIGHEST});
        line.setMarker(SeriesMarkers.NONE)
                .setLineColor(color)
                .setLineStyle(new BasicStroke(1, 0, 0, 1, new float[] {4, 4}, 0));
    }
}
