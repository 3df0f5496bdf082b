package org.spikingbrain4j.evaluation;

import java.awt.BasicStroke;
import java.awt.Color;
import java.nio.file.Path;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.spikingbrain4j.spiking.PlotFile;
import org.spikingbrain4j.spiking.PlotStyle;

/**
 * Mean and largest loss over the position in a text.
 *
 * @param title above the plot
 * @param buckets the losses, at least one
 */
public record SurprisePlot(String title, LossBuckets buckets) {
    private static final int WIDTH = 1100;
    private static final int HEIGHT = 460;

    /**
     * Draws it to a file, PNG or SVG by the extension; replaces what is there.
     *
     * @throws org.spikingbrain4j.operators.SpikingBrainException if the extension is another or the file cannot be written
     */
    public void write(Path file) {
        int size = buckets.size();
        double[] positions = new double[size];
        double[] means = new double[size];
        double[] largest = new double[size];
        double top = 0;
        for (int i = 0; i < size; i++) {
            positions[i] = buckets.start(i) + (buckets.width() - 1) / 2.0;
            means[i] = buckets.mean(i);
            largest[i] = buckets.largest(i);
            top = Double.isNaN(largest[i]) ? top : Math.max(top, largest[i]);
        }
        XYChart chart = PlotStyle.chart(
                WIDTH,
                HEIGHT,
                title,
                new PlotStyle.Axis("position in tokens", 0, Math.max(1, (double) size * buckets.width())),
                new PlotStyle.Axis("loss in nats", 0, Math.max(1, 1.05 * top)));
        String per = buckets.width() == 1 ? "" : " of %d tokens".formatted(buckets.width());
        if (buckets.width() > 1) {
            line(chart, "largest" + per, positions, largest, PlotStyle.ORANGE);
        }
        line(chart, buckets.width() == 1 ? "loss" : "mean" + per, positions, means, PlotStyle.BLUE);
        PlotFile.write(chart, file);
    }

    private static void line(XYChart chart, String name, double[] x, double[] y, Color color) {
        chart.addSeries(name, x, y)
                .setMarker(SeriesMarkers.NONE)
                .setLineColor(color)
                .setLineStyle(new BasicStroke(1));
    }
}
