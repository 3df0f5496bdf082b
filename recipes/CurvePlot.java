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
 * Draws curves: lines of name, x and y, separated by tabs.
 * {@code java -cp 'cli/target/lib/*' recipes/CurvePlot.java curves.tsv TITLE X_AXIS Y_AXIS picture.png}
 */
final class CurvePlot {
    public static void main(String[] arguments) throws IOException {
        Map<String, List<double[]>> curves = new LinkedHashMap<>();
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            String[] fields = line.split("\t");
            curves.computeIfAbsent(fields[0], _ -> new ArrayList<>())
                    .add(new double[] {Double.parseDouble(fields[1]), Double.parseDouble(fields[2])});
        }
        XYChart chart = new XYChartBuilder()
                .width(800)
                .height(450)
                .title(arguments[1])
                .xAxisTitle(arguments[2])
                .yAxisTitle(arguments[3])
                .build();
        chart.getStyler().setYAxisDecimalPattern("0.000");
        curves.forEach((name, points) -> chart.addSeries(
                name,
                points.stream().mapToDouble(point -> point[0]).toArray(),
                points.stream().mapToDouble(point -> point[1]).toArray()));
        BitmapEncoder.saveBitmapWithDPI(chart, arguments[4], BitmapEncoder.BitmapFormat.PNG, 150);
    }
}
