package org.spikingbrain4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Locale;
import org.spikingbrain4j.checkpoint.GlaSwaConfig;
import org.spikingbrain4j.checkpoint.GlaSwaMoeConfig;
import org.spikingbrain4j.checkpoint.TransformerConfig;
import org.spikingbrain4j.conversion.ConversionReport;
import org.spikingbrain4j.conversion.ConvertedLayer;
import org.spikingbrain4j.conversion.ConvertedLayer.Attention;
import org.spikingbrain4j.conversion.ConvertedLayer.FeedForward;
import org.spikingbrain4j.conversion.UpcycledLayer;

/** What a conversion did, for programs. */
final class ConversionJson {
    private ConversionJson() {}

    /**
     * @param out folder of the new model
     */
    static String of(ConversionReport report, Path out) {
        Json json = new Json();
        ObjectNode node = json.object().put("out", out.toString());
        addConfig(node, report);
        ArrayNode layers = node.putArray("layers");
        report.layers().forEach(layer -> addLayer(layers.addObject(), layer));
        ArrayNode upcycled = node.putArray("upcycled");
        report.upcycled().forEach(layer -> addUpcycled(upcycled.addObject(), layer));
        ObjectNode origins = node.putObject("tensors");
        report.origins()
                .forEach((origin, tally) -> origins.putObject(origin.name().toLowerCase(Locale.ROOT))
                        .put("tensors", tally.tensors())
                        .put("parameters", tally.parameters()));
        node.put("parameters", report.tensors().parameters())
                .put("bytes_before", report.bytesBefore())
                .put("bytes_after", report.bytesAfter())
                .put("seconds", report.time().toNanos() / 1e9);
        return json.text(node);
    }

    private static void addConfig(ObjectNode node, ConversionReport report) {
        node.put("model_type", report.config().modelType());
        switch (report.config()) {
            case GlaSwaConfig hybrid ->
                node.put("window", hybrid.slidingWindow()).put("gate_rank", hybrid.gateRank());
            case GlaSwaMoeConfig mixture ->
                node.put("window", mixture.slidingWindow())
                        .put("experts", mixture.experts())
                        .put("active_experts", mixture.activeExperts())
                        .put("shared_experts", mixture.sharedExperts())
                        .put("sink_tokens", mixture.sinkTokens());
            case TransformerConfig _ -> throw new IllegalStateException("nothing is converted to a Transformer");
        }
    }

    private static void addLayer(ObjectNode node, ConvertedLayer layer) {
        node.put("layer", layer.index());
        switch (layer.attention()) {
            case Attention.Window _ -> node.put("attention", "window");
            case Attention.GatedLinear linear ->
                node.put("attention", "gated_linear").put("output_norm", linear.headNorm());
            case Attention.Parallel parallel ->
                node.put("attention", parallel.window().isPresent() ? "linear_and_window" : "linear_and_full")
                        .put("output_norm", parallel.headNorm())
                        .put("branch_norm", parallel.branchNorm());
        }
        if (layer.feedForward() instanceof FeedForward.Experts experts) {
            node.put("expert_scale", experts.scale());
        }
    }

    private static void addUpcycled(ObjectNode node, UpcycledLayer layer) {
        node.put("layer", layer.layer())
                .put("chosen_probability", layer.chosen())
                .put("least_chosen_probability", layer.leastChosen())
                .put("most_chosen_probability", layer.mostChosen())
                .put("busiest_expert", layer.busiest())
                .put("expected_scale", layer.expectedScale())
                .put("scale", layer.scale())
                .put("expected_difference", layer.expectedDifference())
                .put("difference", layer.difference())
                .put("unexplained", layer.unexplained());
    }
}
