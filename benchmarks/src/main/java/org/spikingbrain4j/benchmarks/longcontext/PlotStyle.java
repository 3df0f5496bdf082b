package org.spikingbrain4j.benchmarks.longcontext;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** One look for the plots: logarithmic axes, blue, orange and grey that the colour-blind tell apart. */
final class PlotStyle {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 460;
    private static final int RESIDUALS_HEIGHT = 210;
    private static final Color PALE = new Color(0xE4, 0xE7, 0xEB);
    private static final Color TEXT = new Color(0x26, 0x26, 0x26);

    private PlotStyle() {}

    /** An empty chart whose axes are logarithmic. */
    static XYChart chart(String title, String x, String y, List<Long> tokens) {
        XYChart chart = plain(HEIGHT, title, x, y, tokens);
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setYAxisTickLabelsFormattingFunction(PlotStyle::power);
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
        styler.setXAxisLogarithmic(true);
        styler.setXAxisMin(tokens.getFirst() / 1.5).setXAxisMax(tokens.getLast() * 1.5);
        styler.setXAxisTickLabelsFormattingFunction(PlotStyle::power);
        styler.setChartBackgroundColor(Color.WHITE).setPlotBackgroundColor(Color.WHITE);
        styler.setPlotGridLinesColor(PALE).setPlotBorderColor(PALE);
        styler.setChartFontColor(TEXT).setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
        styler.setChartTitleBoxVisible(false).setChartTitleVisible(!title.isEmpty());
        styler.setLegendPosition(LegendPosition.OutsideS).setLegendLayout(LegendLayout.Horizontal);
        styler.setLegendBorderColor(Color.WHITE).setMarkerSize(8);
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
            case SPIKINGBRAIN -> new Color(0x1F, 0x5F, 0xA8);
            case TRANSFORMER -> new Color(0xE0, 0x6C, 0x00);
            case LLAMA_CPP -> new Color(0x77, 0x77, 0x77);
        };
    }
}
