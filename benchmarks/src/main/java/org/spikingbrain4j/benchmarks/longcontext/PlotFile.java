package org.spikingbrain4j.benchmarks.longcontext;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;

/** Writes charts, one below the other, as one PNG. */
final class PlotFile {
    /** Pixels per unit of a chart, so that it stays sharp on dense screens. */
    private static final int SCALE = 2;

    private PlotFile() {}

    /** @throws ReportException where the file cannot be written */
    static void write(Path file, List<XYChart> charts) {
        int width = charts.stream().mapToInt(XYChart::getWidth).max().orElseThrow();
        int height = charts.stream().mapToInt(XYChart::getHeight).sum();
        BufferedImage image = new BufferedImage(width * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.scale(SCALE, SCALE);
        for (XYChart chart : charts) {
            chart.paint(graphics, chart.getWidth(), chart.getHeight());
            graphics.translate(0, chart.getHeight());
        }
        graphics.dispose();
        try {
            ImageIO.write(image, "png", file.toFile());
        } catch (IOException e) {
            throw new ReportException("%s: cannot be written: %s".formatted(file, e.getMessage()), e);
        }
    }
}
