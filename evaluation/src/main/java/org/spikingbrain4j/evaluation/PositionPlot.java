package org.spikingbrain4j.evaluation;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.spikingbrain4j.spiking.PlotFile;
import org.spikingbrain4j.spiking.PlotStyle;

/**
 * Mean loss by how much a model had read, on a scale that doubles; bars are standard errors.
 *
 * @param title above the plot
 * @param buckets at least one
 */
public record PositionPlot(String title, List<PositionLosses.Bucket> buckets) {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 460;

    /**
     * Draws it to a file, PNG or SVG by the extension; replaces what is there.
     *
     * @throws org.spikingbrain4j.operators.SpikingBrainException if the extension is another or the file cannot be written
     */
    public void write(Path file) {
        double[] losses =
                buckets.stream().mapToDouble(PositionLosses.Bucket::meanLoss).toArray();
        double[] errors = buckets.stream()
                .mapToDouble(PositionLosses.Bucket::standardError)
                .toArray();
        double low = IntStream.range(0, losses.length)
                .mapToDouble(i -> losses[i] - errors[i])
                .min()
                .orElseThrow();
        double high = IntStream.range(0, losses.length)
                .mapToDouble(i -> losses[i] + errors[i])
                .max()
                .orElseThrow();
        double margin = Math.max(0.05, 0.1 * (high - low));
        XYChart chart = PlotStyle.chart(
                WIDTH,
                HEIGHT,
                title,
                PlotStyle.Axis.numbers("tokens read before, from", buckets.size()),
                new PlotStyle.Axis("mean loss in nats per token", low - margin, high + margin));
        chart.getStyler()
                .setXAxisTickLabelsFormattingFunction(PositionPlot::label)
                .setYAxisDecimalPattern("0.00");
        chart.getStyler().setYAxisTickLabelsFormattingFunction(null).setLegendVisible(false);
        chart.getStyler().setYAxisTickMarkSpacingHint(50); // fractions have labels too
        double[] places = IntStream.range(0, losses.length).mapToDouble(i -> i).toArray();
        chart.addSeries("loss", places, losses, errors)
                .setMarker(SeriesMarkers.CIRCLE)
                .setMarkerColor(PlotStyle.BLUE)
                .setLineColor(PlotStyle.BLUE);
        PlotFile.write(chart, file);
    }

    /** Tokens read before; XChart leaves labels out where two are alike, so that what is between buckets has one too. */
    private static String label(double place) {
        if (place < 0) {
            return "";
        }
        return Long.toString(Math.round(place < 1 ? 64 * place : 32 * Math.pow(2, place)));
    }
}
