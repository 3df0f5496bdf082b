package org.spikingbrain4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a model wrote of itself, for people and programs.
 *
 * @param cut documents that reached their longest length
 */
record SampleReport(Path out, long documents, long cut, long tokens, Duration time) {
    String table() {
        TextTable table = new TextTable(
                "", "documents", "cut at the length", "tokens", "tokens per document", "time", "tokens/s");
        table.row(
                StartLine.name(out),
                Long.toString(documents),
                Long.toString(cut),
                Long.toString(tokens),
                Quantity.number((double) tokens / documents),
                Quantity.time(time),
                Quantity.number(Quantity.perSecond(tokens, time)));
        return table.text();
    }

    String json() {
        Json json = new Json();
        ObjectNode node = json.object()
                .put("out", out.toString())
                .put("documents", documents)
                .put("cut", cut)
                .put("tokens", tokens)
                .put("seconds", time.toNanos() / 1e9);
        return json.text(node);
    }
}
