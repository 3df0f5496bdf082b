package org.spikingbrain4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.spikingbrain4j.conversion.ConversionReport;
import org.spikingbrain4j.conversion.TensorOrigin;

/** What a conversion did, for people and programs. */
final class ConversionText {
    private final ConversionReport report;

    ConversionText(ConversionReport report) {
        this.report = report;
    }

    /** What went otherwise than asked, a line each. */
    List<String> remarks() {
        return report.oldModel().stream()
                .map("%s: the model that was replaced could not be removed; remove it by hand"::formatted)
                .toList();
    }

    String text() {
        String size = "%s before, %s after, %s%n"
                .formatted(
                        Quantity.bytes(report.bytesBefore()),
                        Quantity.bytes(report.bytesAfter()),
                        Quantity.time(report.time()));
        return layers() + "\n" + tensors() + "\n" + size;
    }

    private String layers() {
        TextTable table = new TextTable("layer", "attention", "norm of its output");
        for (ConversionReport.Layer layer : report.layers()) {
            table.row(
                    Integer.toString(layer.index()),
                    layer.attendsToWindow() ? "window of " + report.config().slidingWindow() : "gated linear",
                    layer.outputNorm().stream()
                            .mapToObj(Quantity::number)
                            .findFirst()
                            .orElse("-"));
        }
        return table.text();
    }

    private String tensors() {
        TextTable table = new TextTable("origin", "tensors", "parameters");
        report.origins()
                .forEach((origin, tally) ->
                        table.row(words(origin), Integer.toString(tally.tensors()), Long.toString(tally.parameters())));
        ConversionReport.Tally all = report.tensors();
        table.row("all", Integer.toString(all.tensors()), Long.toString(all.parameters()));
        return table.text();
    }

    private static String words(TensorOrigin origin) {
        return switch (origin) {
            case COPIED -> "copied";
            case COPIED_EMBEDDING -> "the embedding, copied as lm_head";
            case RAISED -> "query and key biases, raised";
            case ZEROS -> "zeros, for biases that the base lacks";
            case NEW -> "new: gates and norms of gated linear attention";
        };
    }

    /**
     * @param out folder of the new model
     */
    String json(Path out) {
        Json json = new Json();
        ObjectNode node = json.object()
                .put("out", out.toString())
                .put("window", report.config().slidingWindow())
                .put("gate_rank", report.config().gateRank());
        ArrayNode layers = node.putArray("layers");
        for (ConversionReport.Layer layer : report.layers()) {
            ObjectNode fields = layers.addObject()
                    .put("layer", layer.index())
                    .put("attention", layer.attendsToWindow() ? "window" : "gated_linear");
            layer.outputNorm().ifPresent(norm -> fields.put("output_norm", norm));
        }
        ObjectNode origins = node.putObject("tensors");
        for (Map.Entry<TensorOrigin, ConversionReport.Tally> entry :
                report.origins().entrySet()) {
            origins.putObject(entry.getKey().name().toLowerCase(Locale.ROOT))
                    .put("tensors", entry.getValue().tensors())
                    .put("parameters", entry.getValue().parameters());
        }
        node.put("parameters", report.tensors().parameters())
                .put("bytes_before", report.bytesBefore())
                .put("bytes_after", report.bytesAfter())
                .put("seconds", report.time().toNanos() / 1e9);
        return json.text(node);
    }
}
