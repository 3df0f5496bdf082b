package org.spikingbrain4j.spiking;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import org.knowm.xchart.internal.chartpart.Annotation;

/** The bars of a histogram of counts, one per magnitude; the last one holds all that are as large or larger. */
final class CountBars extends Annotation {
    private static final int LAST = 40;
    private static final double HALF_WIDTH = 0.4;
    private static final BasicStroke DASHED =
            new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {4, 3}, 0);

    private final double[] percent;
    private final boolean hasLarger;

    CountBars(SpikeHistogram histogram) {
        super(false);
        int largest = histogram.largest();
        hasLarger = largest > LAST;
        percent = new double[Math.clamp(largest, 20, LAST) + 1];
        double all = histogram.channels();
        histogram.forEach((magnitude, occurrences) -> percent[Math.min(magnitude, LAST)] += 100 * occurrences / all);
    }

    /** Number of bars. */
    int size() {
        return percent.length;
    }

    /** Where a logarithmic axis starts: at a power of ten below the shortest bar, by a hair, or it would get no label. */
    double bottom() {
        double lowest = 10;
        for (double share : percent) {
            lowest = share > 0 ? Math.min(lowest, share) : lowest;
        }
        return 0.9 * Math.pow(10, Math.floor(Math.log10(lowest)));
    }

    @Override
    public void paint(Graphics2D graphics) {
        double foot = y(bottom());
        for (int magnitude = 0; magnitude < percent.length; magnitude++) {
            if (percent[magnitude] > 0) {
                double left = x(magnitude - HALF_WIDTH);
                double right = x(magnitude + HALF_WIDTH);
                double top = y(percent[magnitude]);
                graphics.setColor(color(magnitude));
                graphics.fill(new Rectangle2D.Double(left, top, right - left, foot - top));
            }
        }
        mark(graphics, 7);
        mark(graphics, 16);
    }

    private static Color color(int magnitude) {
        if (magnitude == 0) {
            return PlotStyle.GRAY;
        }
        if (magnitude <= 7) {
            return PlotStyle.BLUE;
        }
        return magnitude <= 16 ? PlotStyle.ORANGE : PlotStyle.RED;
    }

    private void mark(Graphics2D graphics, int magnitude) {
        double x = x(magnitude + 0.5);
        double top = y(100);
        graphics.setColor(PlotStyle.TEXT);
        graphics.setStroke(DASHED);
        graphics.draw(new Line2D.Double(x, top, x, y(bottom())));
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        graphics.drawString("\u2264 " + magnitude, (float) x - 32, (float) top + 16);
    }

    /** The middle of a bar on the paper. */
    private double x(double magnitude) {
        double left = getXAxisScreenValueForMin();
        return left + (getXAxisScreenValueForMax() - left) * (magnitude + 0.5) / percent.length;
    }

    /** A share on the logarithmic axis, which ends at 100; the largest screen value is the bottom. */
    private double y(double share) {
        double foot = getYAxisScreenValueForMax();
        double height = Math.log(share / bottom()) / Math.log(100 / bottom());
        return foot + (getYAxisScreenValueForMin() - foot) * height;
    }

    /** What the axis says at a magnitude. */
    String label(double magnitude) {
        String number = PlotStyle.number(magnitude);
        return magnitude == LAST && hasLarger ? "\u2265 " + number : number;
    }
}
