package org.spikingbrain4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.spikingbrain4j.quantization.LayerErrors;
import org.spikingbrain4j.quantization.QuantizationReport;
import org.spikingbrain4j.quantization.SpikesPerChannel;

/** What a quantisation did, for people and programs. */
final class QuantizationText {
    private static final String NONE = "-";

    private final QuantizationReport report;

    QuantizationText(QuantizationReport report) {
        this.report = report;
    }

    /** What went otherwise than asked, a line each. */
    List<String> remarks(SpikesPerChannel asked) {
        List<String> remarks = new ArrayList<>();
        if (asked instanceof SpikesPerChannel.WithinError(double budget)) {
            for (QuantizationReport.Layer layer : report.layers()) {
                layer.measured()
                        .filter(errors -> errors.largestScales() > budget)
                        .ifPresent(errors -> remarks.add(
                                "layer %d: error %s at k %s, the largest that is tried: above the budget of %s"
                                        .formatted(
                                                layer.index(),
                                                Quantity.number(errors.largestScales()),
                                                layer.k(),
                                                budget)));
            }
        }
        if (report.tooSmallScales() > 0) {
            remarks.add("%d groups have weights beyond INT8 under their own scales: they got scales of their size"
                    .formatted(report.tooSmallScales()));
        }
        report.oldModel()
                .ifPresent(old -> remarks.add(
                        "%s: the model that was replaced could not be removed; remove it by hand".formatted(old)));
        return remarks;
    }

    String table() {
        TextTable table = new TextTable(
                "layer", "k", "error unclipped", "error", "silent", "sparsity", "before", "after", "time");
        for (QuantizationReport.Layer layer : report.layers()) {
            table.row(
                    Integer.toString(layer.index()),
                    Double.toString(layer.k()),
                    measured(layer, LayerErrors::largestScales),
                    measured(layer, LayerErrors::chosenScales),
                    measured(layer, LayerErrors::silentShare),
                    measured(layer, LayerErrors::sparsity),
                    Quantity.bytes(layer.linears().bytesBefore()),
                    Quantity.bytes(layer.linears().bytesAfter()),
                    Quantity.time(layer.linears().time()));
        }
        report.head().ifPresent(head -> row(table, "head", head.bytesBefore(), head.bytesAfter(), head.time()));
        row(table, "model", report.bytesBefore(), report.bytesAfter(), report.time());
        return table.text();
    }

    private static void row(TextTable table, String name, long before, long after, Duration time) {
        table.row(
                name, NONE, NONE, NONE, NONE, NONE, Quantity.bytes(before), Quantity.bytes(after), Quantity.time(time));
    }

    private static String measured(QuantizationReport.Layer layer, ToDoubleFunction<LayerErrors> figure) {
        return layer.measured()
                .map(errors -> Quantity.number(figure.applyAsDouble(errors)))
                .orElse(NONE);
    }

    /**
     * @param out folder of the new model
     */
    String json(Path out) {
        Json json = new Json();
        ObjectNode node = json.object().put("out", out.toString());
        ArrayNode layers = node.putArray("layers");
        for (QuantizationReport.Layer layer : report.layers()) {
            ObjectNode fields = layers.addObject().put("layer", layer.index()).put("k", layer.k());
            layer.measured()
                    .ifPresent(errors -> fields.put("error_unclipped", errors.largestScales())
                            .put("error", errors.chosenScales())
                            .put("silent_share", errors.silentShare())
                            .put("sparsity", errors.sparsity()));
            size(
                    fields,
                    layer.linears().bytesBefore(),
                    layer.linears().bytesAfter(),
                    layer.linears().time());
        }
        report.head()
                .ifPresent(head -> size(node.putObject("head"), head.bytesBefore(), head.bytesAfter(), head.time()));
        node.put("too_small_scales", report.tooSmallScales());
        size(node, report.bytesBefore(), report.bytesAfter(), report.time());
        return json.text(node);
    }

    private static void size(ObjectNode node, long before, long after, Duration time) {
        node.put("bytes_before", before).put("bytes_after", after).put("seconds", time.toNanos() / 1e9);
    }
}
