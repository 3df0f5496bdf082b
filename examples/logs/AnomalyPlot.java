package examples.logs;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The most surprising lines of a log by their place, those with an anomaly apart. */
final class AnomalyPlot {
    private AnomalyPlot() {}

    static void draw(List<FindAnomalies.Place> lines, Anomalies anomalies, Path picture) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(1000)
                .height(450)
                .title("The %d most surprising of all lines".formatted(lines.size()))
                .xAxisTitle("line")
                .yAxisTitle("nats of its most surprising token")
                .build();
        chart.getStyler().setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        chart.getStyler().setXAxisDecimalPattern("#,##0");
        chart.getStyler().setMarkerSize(7).setLegendPosition(Styler.LegendPosition.InsideNE);
        add(chart, "nothing planted", part(lines, anomalies, false), Color.LIGHT_GRAY);
        add(chart, "planted", part(lines, anomalies, true), Color.RED);
        BitmapEncoder.saveBitmapWithDPI(chart, picture.toString(), BitmapEncoder.BitmapFormat.PNG, 150);
    }

    private static List<FindAnomalies.Place> part(
            List<FindAnomalies.Place> lines, Anomalies anomalies, boolean planted) {
        return lines.stream()
                .filter(line -> anomalies.at(line).isPresent() == planted)
                .toList();
    }

    private static void add(XYChart chart, String name, List<FindAnomalies.Place> lines, Color color) {
        if (!lines.isEmpty()) {
            double[] x = lines.stream().mapToDouble(FindAnomalies.Place::first).toArray();
            double[] y = lines.stream().mapToDouble(FindAnomalies.Place::nats).toArray();
            chart.addSeries(name, x, y).setMarker(SeriesMarkers.CIRCLE).setMarkerColor(color);
        }
    }
}
