package org.spikingbrain4j.cli;

import java.util.List;
import org.spikingbrain4j.checkpoint.GlaSwaMoeConfig;
import org.spikingbrain4j.conversion.ConversionReport;
import org.spikingbrain4j.conversion.ConvertedLayer;
import org.spikingbrain4j.conversion.ConvertedLayer.Attention;
import org.spikingbrain4j.conversion.ConvertedLayer.FeedForward;
import org.spikingbrain4j.conversion.TensorOrigin;

/** What a conversion did, for people. */
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
        String upcycled = report.upcycled().isEmpty() ? "" : UpcyclingText.of(report.upcycled()) + "\n";
        return layers() + "\n" + upcycled + tensors() + "\n" + size;
    }

    private String layers() {
        return report.config() instanceof GlaSwaMoeConfig ? parallelLayers() : hybridLayers();
    }

    private String hybridLayers() {
        TextTable table = new TextTable("layer", "attention", "norm of its output");
        for (ConvertedLayer layer : report.layers()) {
            table.row(Integer.toString(layer.index()), words(layer.attention()), headNorm(layer.attention()));
        }
        return table.text();
    }

    private String parallelLayers() {
        TextTable table = new TextTable("layer", "attention", "norm of heads", "of branches", "feed-forward");
        for (ConvertedLayer layer : report.layers()) {
            table.row(
                    Integer.toString(layer.index()),
                    words(layer.attention()),
                    headNorm(layer.attention()),
                    layer.attention() instanceof Attention.Parallel parallel
                            ? Quantity.number(parallel.branchNorm())
                            : "-",
                    words(layer.feedForward()));
        }
        GlaSwaMoeConfig config = (GlaSwaMoeConfig) report.config();
        return table.text()
                + "%s before every text%s%n"
                        .formatted(
                                Quantity.plural(config.sinkTokens(), "sink token"),
                                config.hasExperts()
                                        ? ", %d of the experts for a token".formatted(config.activeExperts())
                                        : "");
    }

    private static String words(Attention attention) {
        return switch (attention) {
            case Attention.Window(int window) -> "window of " + window;
            case Attention.GatedLinear _ -> "gated linear";
            case Attention.Parallel parallel ->
                "linear beside "
                        + (parallel.window().isPresent()
                                ? "a window of " + parallel.window().getAsInt()
                                : "full");
        };
    }

    private static String headNorm(Attention attention) {
        return switch (attention) {
            case Attention.Window _ -> "-";
            case Attention.GatedLinear linear -> Quantity.number(linear.headNorm());
            case Attention.Parallel parallel -> Quantity.number(parallel.headNorm());
        };
    }

    private static String words(FeedForward feedForward) {
        return switch (feedForward) {
            case FeedForward.Dense _ -> "dense";
            case FeedForward.Experts experts ->
                "%s%s, scaled by %s"
                        .formatted(
                                Quantity.plural(experts.experts(), "expert"),
                                experts.shared() > 0 ? " and a shared one" : "",
                                Quantity.number(experts.scale()));
        };
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

    private String words(TensorOrigin origin) {
        return switch (origin) {
            case COPIED -> "copied";
            case COPIED_EMBEDDING -> "the embedding, copied as lm_head";
            case RAISED -> "query and key biases, raised";
            case SCALED -> "matrices of experts, scaled";
            case ZEROS -> "zeros, for biases that the base lacks";
            case NEW ->
                report.config() instanceof GlaSwaMoeConfig
                        ? "new: norms and shares of branches, routers, sink tokens"
                        : "new: gates and norms of gated linear attention";
        };
    }
}
