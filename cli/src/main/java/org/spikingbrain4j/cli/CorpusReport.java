package org.spikingbrain4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.spikingbrain4j.corpus.TextTotals;

/** The size of texts and of their tokens, for people and programs. */
record CorpusReport(Path out, TextTotals totals, long tokens, Duration time) {
    private String table() {
        TextTable table = new TextTable("", "documents", "characters", "bytes", "tokens", "bytes per token", "time");
        table.row(
                StartLine.name(out),
                Long.toString(totals.documents()),
                Long.toString(totals.characters()),
                Long.toString(totals.bytes()),
                Long.toString(tokens),
                Quantity.number(bytesPerToken()),
                Quantity.time(time));
        return table.text();
    }

    private String json() {
        Json json = new Json();
        ObjectNode node = json.object()
                .put("out", out.toString())
                .put("documents", totals.documents())
                .put("characters", totals.characters())
                .put("bytes", totals.bytes())
                .put("tokens", tokens)
                .put("bytes_per_token", bytesPerToken())
                .put("seconds", time.toNanos() / 1e9);
        return json.text(node);
    }

    /** Prints it. */
    void print(Console console, boolean asJson, Optional<Path> notRemoved) {
        notRemoved.ifPresent(old -> console.note(notRemoved(old)));
        console.print(asJson ? json() : table());
    }

    /** What is said of a folder that was replaced and is still there. */
    static String notRemoved(Path old) {
        return "%s: what was replaced could not be removed; remove it by hand".formatted(old);
    }

    private double bytesPerToken() {
        return (double) totals.bytes() / tokens;
    }
}
