package org.spikingbrain4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.spikingbrain4j.evaluation.PerplexityResult;

/** The losses of some texts and of all together. */
final class PerplexityReport {
    private final Map<String, Text> texts = new LinkedHashMap<>();

    /**
     * One text measured.
     *
     * @param bytes of what was predicted
     */
    record Text(PerplexityResult result, long bytes) {}

    void add(String name, Text text) {
        texts.put(name, text);
    }

    String text() {
        TextTable table = new TextTable("text", "tokens", "mean loss", "perplexity", "bits per byte");
        texts.forEach((name, text) -> row(table, name, text));
        if (texts.size() > 1) {
            row(table, "all", total());
        }
        return table.text();
    }

    String json() {
        Json json = new Json();
        ObjectNode node = fields(json.object(), total());
        ArrayNode list = node.putArray("texts");
        texts.forEach((name, text) -> fields(list.addObject().put("file", name), text));
        return json.text(node);
    }

    private Text total() {
        long tokens = texts.values().stream()
                .mapToLong(text -> text.result().tokens())
                .sum();
        double loss = texts.values().stream()
                .mapToDouble(text -> text.result().tokens() * text.result().meanLoss())
                .sum();
        long bytes = texts.values().stream().mapToLong(Text::bytes).sum();
        return new Text(new PerplexityResult(tokens, loss / tokens), bytes);
    }

    private static void row(TextTable table, String name, Text text) {
        PerplexityResult result = text.result();
        table.row(
                name,
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
