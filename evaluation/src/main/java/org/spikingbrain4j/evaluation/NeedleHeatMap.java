package org.spikingbrain4j.evaluation;

import java.awt.Color;
import java.awt.Font;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.style.HeatMapStyler;
import org.spikingbrain4j.spiking.PlotFile;
import org.spikingbrain4j.spiking.PlotStyle;

/**
 * How well needles are found, by length of the context (across) and depth (down), in percent.
 *
 * @param title above the plot
 * @param cells one for every length and depth
 * @param score what is shown
 */
public record NeedleHeatMap(String title, List<NeedleCell> cells, Score score) {
    private static final Color[] FROM_NONE_TO_ALL = {
        new Color(0xF0, 0x9A, 0x4A), PlotStyle.PALE, new Color(0x6F, 0xA8, 0xDC)
    };

    /** What a cell can show. */
    public enum Score {
        /** Share of trials in which the value is more probable than the wrong ones. */
        LIKELIHOOD,
        /** Share of the values that the model writes. */
        GENERATION
    }

    /**
     * Draws it to a file, PNG or SVG by the extension; replaces what is there.
     *
     * @throws org.spikingbrain4j.operators.SpikingBrainException if the extension is another or the file cannot be written
     */
    public void write(Path file) {
        List<Integer> lengths =
                cells.stream().map(NeedleCell::length).distinct().sorted().toList();
        List<Integer> depths =
                cells.stream().map(NeedleCell::depth).distinct().sorted().toList();
        List<Number[]> heat = new ArrayList<>();
        for (NeedleCell cell : cells) {
            double share = score == Score.LIKELIHOOD ? cell.likely() : cell.generated();
            // The vertical axis points up, depth down.
            heat.add(new Number[] {
                lengths.indexOf(cell.length()), depths.size() - 1 - depths.indexOf(cell.depth()), 100 * share
            });
        }
        HeatMapChart chart = new HeatMapChartBuilder()
                .width(400 + 90 * Math.max(3, lengths.size()))
                .height(160 + 48 * Math.max(3, depths.size()))
                .title(title)
                .xAxisTitle("tokens of the context")
                .yAxisTitle("depth of the needle in %")
                .build();
        style(chart.getStyler());
        chart.addSeries("found in %", lengths, depths.reversed(), heat);
        PlotFile.write(chart, file);
    }

    private static void style(HeatMapStyler styler) {
        PlotStyle.paper(styler);
        styler.setRangeColors(FROM_NONE_TO_ALL).setMin(0).setMax(100);
        styler.setXAxisTickMarkSpacingHint(30).setYAxisTickMarkSpacingHint(20); // a label for every row and column
        styler.setShowValue(true).setHeatMapValueDecimalPattern("0");
        styler.setValueFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13)).setValueFontColor(PlotStyle.TEXT);
    }
}
