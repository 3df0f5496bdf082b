package org.spikingbrain4j.spiking;

import java.awt.Color;
import java.awt.Font;
import java.math.BigDecimal;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** One look for all plots: white paper, blue and orange that the colour-blind tell apart, whole numbers at the axes. */
public final class PlotStyle {
    public static final Color BLUE = new Color(0x1F, 0x5F, 0xA8);
    public static final Color ORANGE = new Color(0xE0, 0x6C, 0x00);
    static final Color RED = new Color(0xB0, 0x1E, 0x3C);
    public static final Color GRAY = new Color(0x9A, 0x9A, 0x9A);
    public static final Color PALE = new Color(0xF1, 0xF3, 0xF6);
    public static final Color TEXT = new Color(0x26, 0x26, 0x26);

    private PlotStyle() {}

    /** An empty chart, in pixels of a screen. */
    public static XYChart chart(int width, int height, String title, Axis x, Axis y) {
        XYChart chart = new XYChart(width, height);
        chart.setTitle(title);
        chart.setXAxisTitle(x.title());
        chart.setYAxisTitle(y.title());
        XYStyler styler = chart.getStyler();
        paper(styler);
        styler.setXAxisMin(x.start()).setXAxisMax(x.end());
        styler.setYAxisMin(y.start()).setYAxisMax(y.end());
        styler.setXAxisTickLabelsFormattingFunction(PlotStyle::number);
        styler.setYAxisTickLabelsFormattingFunction(PlotStyle::number);
        styler.setXAxisTickMarkSpacingHint(x.spacing(70, width)).setYAxisTickMarkSpacingHint(y.spacing(50, height));
        return chart;
    }

    /** What an axis shows, from where to where. */
    public record Axis(String title, double start, double end) {
        /** An axis of things numbered from 0, each in the middle of its place. */
        public static Axis numbers(String title, int count) {
            return new Axis(title, -0.5, count - 0.5);
        }

        /** Pixels between labels: not fewer than one number takes, so that no fraction gets a label. */
        private int spacing(int least, int pixels) {
            return Math.max(least, (int) (1.1 * pixels / (end - start)));
        }
    }

    /** Paper, fonts and margins of a chart of any kind. */
    public static void paper(AxesChartStyler styler) {
        styler.setChartBackgroundColor(Color.WHITE).setPlotBackgroundColor(Color.WHITE);
        styler.setPlotBorderColor(GRAY).setPlotBorderVisible(true);
        styler.setChartFontColor(TEXT).setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
        styler.setChartTitleBoxVisible(false).setChartTitlePadding(10).setChartPadding(12);
        styler.setLegendPosition(LegendPosition.OutsideS).setLegendLayout(LegendLayout.Horizontal);
        styler.setLegendBorderColor(Color.WHITE).setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        styler.setPlotGridLinesVisible(false).setPlotContentSize(1.0);
        styler.setMarkerSize(10);
        styler.setPlotMargin(0).setAxisTicksLineVisible(false).setAxisTickMarksColor(GRAY);
        styler.setYAxisLabelAlignment(TextAlignment.Right);
    }

    /** An entry of the legend: a series whose points have no value, so that only its name shows. */
    static void legend(XYChart chart, String name, Color color) {
        XYSeries series = chart.addSeries(name, new double[] {0, 1}, new double[] {Double.NaN, Double.NaN});
        series.setMarker(SeriesMarkers.SQUARE).setMarkerColor(color).setLineStyle(SeriesLines.NONE);
    }

    /** A number without a needless fraction or exponent. */
    static String number(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
