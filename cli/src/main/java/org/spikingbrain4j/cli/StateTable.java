package org.spikingbrain4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.TreeSet;
import org.spikingbrain4j.checkpoint.ModelConfig;
import org.spikingbrain4j.model.StateSize;

/** What a sequence occupies by its length, and what is read to add a token to it. */
final class StateTable {
    private static final List<Long> CONTEXTS = List.of(1L << 12, 1L << 17, 1L << 20, 1L << 22);

    private final List<Row> rows;

    /**
     * @param growing bytes of what every token has added
     * @param constant bytes of the rest
     * @param read bytes of weights and state for the next token
     */
    private record Row(long tokens, long constant, long growing, long read) {
        static Row of(ModelConfig config, long tokens, long weights) {
            long state = StateSize.bytes(config, tokens);
            long growing = tokens * StateSize.bytesPerToken(config);
            return new Row(tokens, state - growing, growing, weights + state);
        }
    }

    /**
     * @param weights bytes of them that are read for one token
     */
    StateTable(ModelConfig config, long weights) {
        TreeSet<Long> lengths =
                new TreeSet<>(CONTEXTS.stream().filter(config::fits).toList());
        config.longestSequence().ifPresent(longest -> lengths.add((long) longest));
        this.rows =
                lengths.stream().map(tokens -> Row.of(config, tokens, weights)).toList();
    }

    String text() {
        TextTable table = new TextTable("tokens", "state, constant", "growing", "in all", "read per token");
        for (Row row : rows) {
            table.row(
                    Long.toString(row.tokens()),
                    Quantity.bytes(row.constant()),
                    Quantity.bytes(row.growing()),
                    Quantity.bytes(row.constant() + row.growing()),
                    Quantity.bytes(row.read()));
        }
        return table.text();
    }

    void addTo(ArrayNode states) {
        for (Row row : rows) {
            states.addObject()
                    .put("tokens", row.tokens())
                    .put("bytes", row.constant() + row.growing())
                    .put("constant_bytes", row.constant())
                    .put("growing_bytes", row.growing())
                    .put("bytes_read_per_token", row.read());
        }
    }
}
