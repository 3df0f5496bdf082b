package org.spikingbrain4j.spiking;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import org.knowm.xchart.internal.chartpart.Annotation;

/**
 * The spikes of one sign in a raster. They are drawn as one path: thousands of markers of their own would make an SVG of
 * megabytes.
 */
final class SpikeMarks extends Annotation {
    private static final double SHARE_OF_CELL = 0.8;

    private final SpikeTrain train;
    private final int sign;
    private final Color color;

    SpikeMarks(SpikeTrain train, int sign, Color color) {
        super(false);
        this.train = train;
        this.sign = sign;
        this.color = color;
    }

    @Override
    public void paint(Graphics2D graphics) {
        double left = getXAxisScreenValueForMin();
        double bottom = getYAxisScreenValueForMin();
        double cellWidth = (getXAxisScreenValueForMax() - left) / train.steps();
        double cellHeight = (getYAxisScreenValueForMax() - bottom) / train.neurons();
        Path2D marks = new Path2D.Double();
        for (int step = 0; step < train.steps(); step++) {
            for (int neuron = 0; neuron < train.neurons(); neuron++) {
                if (train.spike(step, neuron) == sign) {
                    addMark(marks, left + step * cellWidth, bottom + neuron * cellHeight, cellWidth, cellHeight);
                }
            }
        }
        graphics.setColor(color);
        graphics.fill(marks);
    }

    private static void addMark(Path2D marks, double x, double y, double width, double height) {
        double left = x + width * (1 - SHARE_OF_CELL) / 2;
        double top = y + height * (1 - SHARE_OF_CELL) / 2;
        marks.moveTo(left, top);
        marks.lineTo(left + width * SHARE_OF_CELL, top);
        marks.lineTo(left + width * SHARE_OF_CELL, top + height * SHARE_OF_CELL);
        marks.lineTo(left, top + height * SHARE_OF_CELL);
        marks.closePath();
    }
}
