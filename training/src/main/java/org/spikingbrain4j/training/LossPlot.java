package org.spikingbrain4j.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws a log: the loss of each stage, and of held-out text, over the steps of the whole training. */
public final class LossPlot {
    /** Points of a curve; between two of them losses are averaged. */
    private static final int POINTS = 400;

    private LossPlot() {}

    /** A curve. */
    private record Curve(List<Double> x, List<Double> y) {
        Curve() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        /** Means over runs of neighbours. */
        Curve smooth() {
            int run = Math.max(1, x.size() / POINTS);
            Curve smooth = new Curve();
            for (int from = 0; from < x.size(); from += run) {
                int to = Math.min(x.size(), from + run);
                smooth.x.add(x.get(to - 1));
                smooth.y.add(y.subList(from, to).stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElseThrow());
            }
            return smooth;
        }
    }

    /**
     * @param log lines of JSON; without a loss nothing is drawn
     * @param picture a PNG file, replaced where it is there
     * @throws TrainingException where the one cannot be read or the other not be written
     */
    public static void write(Path log, Path picture) {
        XYChart chart = new XYChartBuilder()
                .width(900)
                .height(500)
                .title("Loss")
                .xAxisTitle("step")
                .yAxisTitle("loss; held out: nats per token")
                .build();
        chart.getStyler().setLegendVisible(true);
        if (!Files.exists(log)) {
            return;
        }
        try {
            Map<String, Curve> curves = curves(Files.readAllLines(log));
            if (curves.isEmpty()) {
                return;
            }
            curves.forEach((name, curve) -> {
                XYSeries series = chart.addSeries(name, curve.x(), curve.y());
                series.setMarker(curve.x().size() < 3 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
            });
            Path temporary = picture.resolveSibling("." + picture.getFileName());
            try (var file = Files.newOutputStream(temporary)) {
                BitmapEncoder.saveBitmap(chart, file, BitmapFormat.PNG);
            }
            Files.move(temporary, picture, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new TrainingException("%s: the plot cannot be written: %s".formatted(picture, e.getMessage()), e);
        }
    }

    private static Map<String, Curve> curves(List<String> lines) throws IOException {
        JsonMapper mapper = JsonMapper.builder().build();
        Map<String, Curve> curves = new LinkedHashMap<>();
        Curve heldOut = new Curve();
        double step = 0;
        for (String line : lines) {
            JsonNode json = mapper.readTree(line);
            if (json.has("loss")) {
                step++;
                Curve curve = curves.computeIfAbsent(json.path("stage").asText(), _ -> new Curve());
                curve.x().add(step);
                curve.y().add(json.path("loss").asDouble());
            }
            if (json.has("held_out")) {
                heldOut.x().add(step);
                heldOut.y().add(json.path("held_out").asDouble());
            }
        }
        curves.replaceAll((_, curve) -> curve.smooth());
        if (!heldOut.x().isEmpty()) {
            curves.put("held out", heldOut);
        }
        return curves;
    }
}
