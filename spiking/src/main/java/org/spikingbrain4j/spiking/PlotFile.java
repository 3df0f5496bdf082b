package org.spikingbrain4j.spiking;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.internal.chartpart.Chart;
import org.spikingbrain4j.operators.SpikingBrainException;

/** Writes a chart in the format that the name of the file asks for. */
public final class PlotFile {
    /** PNG has two pixels per unit of the chart, so that it stays sharp in print and on dense screens. */
    private static final int SCALE = 2;

    private PlotFile() {}

    /**
     * Replaces what is there.
     *
     * @throws SpikingBrainException where the name ends in neither .png nor .svg, or the file cannot be written
     */
    public static void write(Chart<?, ?> chart, Path file) {
        write(List.of(chart), file);
    }

    /**
     * As {@link #write(Chart, Path)}, with charts one below the other.
     *
     * @param charts at least one; in SVG only one
     */
    public static void write(List<? extends Chart<?, ?>> charts, Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (!name.endsWith(".png") && !name.endsWith(".svg")) {
            throw new SpikingBrainException("plot: %s: need a name that ends in .png or .svg".formatted(file));
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            if (name.endsWith(".png")) {
                writePng(charts, out);
            } else if (charts.size() > 1) {
                throw new IllegalArgumentException("SVG holds one chart, found " + charts.size());
            } else {
                VectorGraphicsEncoder.saveVectorGraphic(charts.getFirst(), out, VectorGraphicsFormat.SVG);
            }
        } catch (IOException e) {
            throw new SpikingBrainException("plot: cannot write %s: %s; check the folder".formatted(file, e), e);
        }
    }

    private static void writePng(List<? extends Chart<?, ?>> charts, OutputStream out) throws IOException {
        int width = charts.stream().mapToInt(Chart::getWidth).max().orElseThrow();
        int height = charts.stream().mapToInt(Chart::getHeight).sum();
        BufferedImage image = new BufferedImage(width * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.scale(SCALE, SCALE);
        for (Chart<?, ?> chart : charts) {
            chart.paint(graphics, chart.getWidth(), chart.getHeight());
            graphics.translate(0, chart.getHeight());
        }
        graphics.dispose();
        ImageIO.write(image, "png", out);
    }
}
