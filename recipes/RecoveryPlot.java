import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/**
 * Draws the recovery of conversions: lines of layout, text tokens, held-out loss (nats), and the base's loss.
 * {@code java -cp 'cli/target/lib/*' recipes/RecoveryPlot.java recovery.tsv BASE_LOSS BASE_TOKENS picture.png}
 */
final class RecoveryPlot {
    public static void main(String[] arguments) throws IOException {
        double base = Double.parseDouble(arguments[1]);
        double baseTokens = Double.parseDouble(arguments[2]);
        Map<String, List<double[]>> curves = new LinkedHashMap<>();
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            String[] fields = line.split("\t");
            double share = 100 * Double.parseDouble(fields[1]) / baseTokens;
            double ratio = Math.exp(Double.parseDouble(fields[2]) - base);
            curves.computeIfAbsent(fields[0], _ -> new ArrayList<>()).add(new double[] {share, ratio});
        }
        XYChart chart = new XYChartBuilder()
                .width(800)
                .height(450)
                .title("Perplexity after conversion, relative to the Transformer")
                .xAxisTitle("text, % of the Transformer's training tokens")
                .yAxisTitle("perplexity ratio")
                .build();
        curves.forEach((name, points) -> chart.addSeries(
                name,
                points.stream().mapToDouble(point -> point[0]).toArray(),
                points.stream().mapToDouble(point -> point[1]).toArray()));
        BitmapEncoder.saveBitmapWithDPI(chart, arguments[3], BitmapEncoder.BitmapFormat.PNG, 150);
    }
}
