package org.spikingbrain4j.spiking;

import java.awt.Color;
import java.nio.file.Path;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.spikingbrain4j.operators.SpikingBrainException;

/**
 * The share of channels by the magnitude of their counts, on a logarithmic scale, since the rare large counts decide what
 * hardware must hold. Colours part it at the marks of the report: silent, at most 7 (three steps), at most 16, above.
 *
 * @param title above the plot
 * @param histogram the counts, at least one
 */
public record CountHistogramPlot(String title, SpikeHistogram histogram) {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 480;

    public CountHistogramPlot {
        if (histogram.channels() == 0) {
            throw new IllegalArgumentException("histogram plot: no counts to draw");
        }
    }

    /**
     * Draws it to a file, PNG or SVG by the extension; replaces what is there.
     *
     * @throws SpikingBrainException if the extension is another or the file cannot be written
     */
    public void write(Path file) {
        PlotFile.write(chart(), file);
    }

    private XYChart chart() {
        CountBars bars = new CountBars(histogram);
        XYChart chart = PlotStyle.chart(
                WIDTH,
                HEIGHT,
                title,
                PlotStyle.Axis.numbers("|count|, largest " + histogram.largest(), bars.size()),
                new PlotStyle.Axis("share of channels in %", bars.bottom(), 100));
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setXAxisTickLabelsFormattingFunction(bars::label);
        SpikeStatistics statistics = SpikeStatistics.of(histogram);
        double within16 = 1 - statistics.above16Share();
        legend(chart, "silent", statistics.silentShare(), PlotStyle.GRAY);
        legend(chart, "1 to 7", statistics.within7Share() - statistics.silentShare(), PlotStyle.BLUE);
        legend(chart, "8 to 16", within16 - statistics.within7Share(), PlotStyle.ORANGE);
        legend(chart, "above 16", statistics.above16Share(), PlotStyle.RED);
        chart.addAnnotation(bars);
        return chart;
    }

    private static void legend(XYChart chart, String part, double share, Color color) {
        PlotStyle.legend(chart, String.format(Locale.ROOT, "%s: %.2f %%", part, 100 * share), color);
    }
}
