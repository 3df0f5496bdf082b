package org.spikingbrain4j.benchmarks.longcontext;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.spikingbrain4j.spiking.PlotStyle;

/** Charts in the look of all plots, but with logarithmic axes and lines at their numbers; a colour for every engine. */
final class LogarithmicCharts {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 460;
    private static final int RESIDUALS_HEIGHT = 210;
    private static final Color LINES = new Color(0xE4, 0xE7, 0xEB);

    private LogarithmicCharts() {}

    /** An empty chart whose axes are logarithmic. */
    static XYChart chart(String title, String x, String y, List<Long> tokens) {
        XYChart chart = plain(HEIGHT, title, x, y, tokens);
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setYAxisTickLabelsFormattingFunction(LogarithmicCharts::power);
        return chart;
    }

    /** An empty chart of shares in percent, to stand below another. */
    static XYChart residuals(List<Long> tokens) {
        return plain(RESIDUALS_HEIGHT, "", "tokens of the prompt", "residual, %", tokens);
    }

    /** Points of measurements. */
    static void measured(XYChart chart, Engine engine, String name, double[] x, double[] y) {
        if (x.length > 0) {
            XYSeries series = chart.addSeries(name, x, y);
            series.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(color(engine)).setLineColor(color(engine));
            series.setLineStyle(new BasicStroke(1.5f));
        }
    }

    /** A computed line. */
    static void curve(XYChart chart, Engine engine, String name, double[] x, double[] y) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setMarker(SeriesMarkers.NONE).setLineColor(color(engine)).setLineStyle(SeriesLines.DASH_DASH);
    }

    /** Lets the vertical axis begin and end at powers of ten, which have labels; to be called when all series are there. */
    static void wholeDecades(XYChart chart) {
        double least = Double.MAX_VALUE;
        double most = Double.MIN_VALUE;
        for (XYSeries series : chart.getSeriesCollection()) {
            for (double y : series.getYData()) {
                least = Math.min(least, y);
                most = Math.max(most, y);
            }
        }
        chart.getStyler().setYAxisMin(Math.pow(10, Math.floor(Math.log10(least))));
        chart.getStyler().setYAxisMax(Math.pow(10, Math.floor(Math.log10(most)) + 1));
    }

    private static XYChart plain(int height, String title, String x, String y, List<Long> tokens) {
        XYChart chart = new XYChart(WIDTH, height);
        chart.setTitle(title);
        chart.setXAxisTitle(x);
        chart.setYAxisTitle(y);
        XYStyler styler = chart.getStyler();
        PlotStyle.paper(styler);
        styler.setPlotGridLinesVisible(true)
                .setPlotGridLinesColor(LINES)
                .setMarkerSize(8)
                .setPlotContentSize(0.92);
        styler.setXAxisLogarithmic(true);
        styler.setXAxisMin(tokens.getFirst() / 1.5).setXAxisMax(tokens.getLast() * 1.5);
        styler.setXAxisTickLabelsFormattingFunction(LogarithmicCharts::power);
        styler.setChartTitleVisible(!title.isEmpty());
        return chart;
    }

    /** Powers of ten in words that are short: 0.01, 1, 10k, 1M. */
    private static String power(double value) {
        if (value >= 1e6) {
            return Text.number(value / 1e6).replaceAll("\\.0+$", "") + "M";
        }
        if (value >= 1e3) {
            return Text.number(value / 1e3).replaceAll("\\.0+$", "") + "k";
        }
        return Text.number(value).replaceAll("(\\.\\d*?)0+$", "$1").replaceAll("\\.$", "");
    }

    private static Color color(Engine engine) {
        return switch (engine) {
            case SPIKINGBRAIN -> PlotStyle.BLUE;
            case TRANSFORMER -> PlotStyle.ORANGE;
            case LLAMA_CPP -> PlotStyle.GRAY;
        };
    }
}
