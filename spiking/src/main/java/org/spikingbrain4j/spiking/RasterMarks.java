package org.spikingbrain4j.spiking;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import org.knowm.xchart.internal.chartpart.Annotation;

/**
 * The marks of a raster, on bands that tell tokens apart. The spikes of one sign are one path of short thick lines: a
 * marker of its own for each of thousands would make a slow SVG of megabytes.
 */
final class RasterMarks extends Annotation {
    private static final double MARKED = 0.8;

    private final SpikeTrain train;
    private final int stepsPerToken;

    RasterMarks(SpikeTrain train, int stepsPerToken) {
        super(false);
        this.train = train;
        this.stepsPerToken = stepsPerToken;
    }

    @Override
    public void paint(Graphics2D graphics) {
        // Else Java2D moves each line to whole pixels, and marks of a few pixels become uneven.
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        if (stepsPerToken > 1) {
            paintBands(graphics);
        }
        double height = (y(0) - y(1)) * MARKED;
        graphics.setStroke(new BasicStroke((float) height, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
        paintMarks(graphics, 1, PlotStyle.BLUE);
        paintMarks(graphics, -1, PlotStyle.ORANGE);
    }

    /** A shade behind every second token, a pixel within the frame. */
    private void paintBands(Graphics2D graphics) {
        graphics.setColor(PlotStyle.PALE);
        double top = y(train.neurons() - 0.5) + 1;
        double bottom = y(-0.5) - 1;
        double end = x(train.steps()) - 1;
        for (int step = stepsPerToken; step < train.steps(); step += 2 * stepsPerToken) {
            double left = x(step);
            double right = Math.min(x(step + stepsPerToken), end);
            graphics.fill(new Rectangle2D.Double(left, top, right - left, bottom - top));
        }
    }

    private void paintMarks(Graphics2D graphics, int sign, Color color) {
        Path2D marks = new Path2D.Double();
        for (int step = 0; step < train.steps(); step++) {
            double left = x(step + (1 - MARKED) / 2);
            double right = x(step + (1 + MARKED) / 2);
            for (int neuron = 0; neuron < train.neurons(); neuron++) {
                if (train.spike(step, neuron) == sign) {
                    marks.moveTo(left, y(neuron));
                    marks.lineTo(right, y(neuron));
                }
            }
        }
        graphics.setColor(color);
        graphics.draw(marks);
    }

    /** Where a step begins on the paper. */
    private double x(double step) {
        double left = getXAxisScreenValueForMin();
        return hundredths(left + (getXAxisScreenValueForMax() - left) * step / train.steps());
    }

    /** The middle of a neuron's row on the paper, where the largest screen value is the bottom. */
    private double y(double neuron) {
        double bottom = getYAxisScreenValueForMax();
        return hundredths(bottom + (getYAxisScreenValueForMin() - bottom) * (neuron + 0.5) / train.neurons());
    }

    /** Fine enough for any printer, and half as long in an SVG. */
    private static double hundredths(double place) {
        return Math.rint(place * 100) / 100;
    }
}
