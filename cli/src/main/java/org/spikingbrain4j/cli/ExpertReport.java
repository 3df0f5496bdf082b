package org.spikingbrain4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.Locale;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.spikingbrain4j.inference.ExpertLoadJson;
import org.spikingbrain4j.model.ExpertActivity;
import org.spikingbrain4j.model.ExpertLoad;

/** How the tokens of a run were spread over the experts of each layer. */
final class ExpertReport {
    /** Shares of more do not fit a line; JSON has them. */
    private static final int MOST_SHARES = 32;

    private final SortedMap<Integer, ExpertLoad> load;

    ExpertReport(ExpertActivity activity) {
        this.load = activity.load();
    }

    /** Whether no mixture got any token: the model has none, or read nothing. */
    boolean isEmpty() {
        return load.isEmpty();
    }

    String text() {
        TextTable table =
                new TextTable("layer, experts", "tokens", "silent", "fullest / mean", "evenness", "share of each, %");
        load.forEach((layer, one) -> table.row(
                "%2d  %d experts".formatted(layer, one.experts()),
                Long.toString(one.total()),
                Integer.toString(one.silent()),
                Quantity.number(one.fullestOverMean()),
                Quantity.number(one.evenness()),
                one.experts() <= MOST_SHARES ? shares(one) : "-"));
        return table.text()
                + Paragraph.of(
                        "A token counts once for each expert that it goes to, in shares too; the shared one is not in it. "
                                + "Evenness is the entropy of the shares over the largest there is: 1 where all get the same.");
    }

    private static String shares(ExpertLoad load) {
        return IntStream.range(0, load.experts())
                .mapToObj(expert -> String.format(Locale.ROOT, "%3.0f", 100 * load.share(expert)))
                .collect(Collectors.joining(" "));
    }

    /** A list of layers. */
    void addTo(ArrayNode layers) {
        ExpertLoadJson.addTo(layers, load);
    }
}
