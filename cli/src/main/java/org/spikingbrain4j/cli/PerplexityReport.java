package org.spikingbrain4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.spikingbrain4j.evaluation.PerplexityResult;
import org.spikingbrain4j.evaluation.PositionLosses;
import org.spikingbrain4j.evaluation.PositionPlot;

/** The losses of some texts and of all together. */
final class PerplexityReport {
    private final List<Text> texts = new ArrayList<>(); // several may have one name
    private final PositionLosses positions = new PositionLosses();
    private final boolean byPosition;

    /**
     * @param byPosition whether to show losses by position too
     */
    PerplexityReport(boolean byPosition) {
        this.byPosition = byPosition;
    }

    /**
     * One text measured.
     *
     * @param name where it comes from
     * @param bytes of what was predicted
     */
    record Text(String name, PerplexityResult result, long bytes) {}

    void add(Text text) {
        texts.add(text);
    }

    /** To be told of every token of every text. */
    PositionLosses positions() {
        return positions;
    }

    /** Draws the losses by position. */
    void plot(Path file) {
        String title = "Loss by tokens read before, "
                + Quantity.plural(total().result().tokens(), "token");
        new PositionPlot(title, positions.buckets()).write(file);
    }

    /** @param statistics where they were asked for */
    String text(Optional<RunStatistics> statistics) {
        TextTable table = new TextTable("text", "tokens", "mean loss", "perplexity", "bits per byte");
        texts.forEach(text -> row(table, text));
        if (texts.size() > 1) {
            row(table, total());
        }
        return table.text()
                + (byPosition ? "\n" + positionTable() : "")
                + statistics.map(found -> "\n" + found.text()).orElse("");
    }

    private String positionTable() {
        TextTable table = new TextTable("tokens before", "tokens", "mean loss", "standard error");
        for (PositionLosses.Bucket bucket : positions.buckets()) {
            table.row(
                    "%d to %d".formatted(bucket.from(), bucket.to()),
                    Long.toString(bucket.tokens()),
                    precise(bucket.meanLoss()),
                    precise(bucket.standardError()));
        }
        return table.text();
    }

    /** @param statistics where they were asked for */
    String json(Optional<RunStatistics> statistics) {
        Json json = new Json();
        ObjectNode node = fields(json.object(), total());
        ArrayNode list = node.putArray("texts");
        texts.forEach(text -> fields(list.addObject().put("file", text.name()), text));
        if (byPosition) {
            addPositions(node.putArray("positions"));
        }
        statistics.ifPresent(found -> found.addTo(node));
        return json.text(node);
    }

    private void addPositions(ArrayNode list) {
        for (PositionLosses.Bucket bucket : positions.buckets()) {
            list.addObject()
                    .put("from", bucket.from())
                    .put("to", bucket.to())
                    .put("tokens", bucket.tokens())
                    .put("mean_loss", bucket.meanLoss())
                    .put("standard_error", bucket.standardError());
        }
    }

    private Text total() {
        long tokens = texts.stream().mapToLong(text -> text.result().tokens()).sum();
        double loss = texts.stream()
                .mapToDouble(text -> text.result().tokens() * text.result().meanLoss())
                .sum();
        long bytes = texts.stream().mapToLong(Text::bytes).sum();
        return new Text("all", new PerplexityResult(tokens, loss / tokens), bytes);
    }

    private static void row(TextTable table, Text text) {
        PerplexityResult result = text.result();
        table.row(
                text.name(),
                Long.toString(result.tokens()),
                precise(result.meanLoss()),
                precise(result.perplexity()),
                precise(result.bitsPerByte(text.bytes())));
    }

    private static ObjectNode fields(ObjectNode node, Text text) {
        PerplexityResult result = text.result();
        return node.put("tokens", result.tokens())
                .put("bytes", text.bytes())
                .put("mean_loss", result.meanLoss())
                .put("perplexity", result.perplexity())
                .put("bits_per_byte", result.bitsPerByte(text.bytes()));
    }

    private static String precise(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
