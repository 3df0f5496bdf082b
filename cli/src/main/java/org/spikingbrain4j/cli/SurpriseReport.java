package org.spikingbrain4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.spikingbrain4j.evaluation.PerplexityResult;
import org.spikingbrain4j.evaluation.SurprisingPlace;
import org.spikingbrain4j.evaluation.SurprisingPlaces;
import org.spikingbrain4j.tokenizer.Tokenizer;

/** How surprising a text is and where most, for people and programs. */
final class SurpriseReport {
    private static final int SHOWN_BEFORE = 16;
    private static final int SHOWN_AFTER = 8;

    private final SurpriseTotals totals;
    private final Tokenizer tokenizer;
    private final PerplexityResult result;

    /**
     * @param totals of at least one token that was predicted
     */
    SurpriseReport(SurpriseTotals totals, Tokenizer tokenizer) {
        this.totals = totals;
        this.tokenizer = tokenizer;
        this.result = new PerplexityResult(totals.tokens(), totals.meanLoss());
    }

    String text() {
        TextTable table = new TextTable("tokens", "mean loss", "bits per token", "bits per byte", "perplexity");
        table.row(
                Long.toString(result.tokens()),
                precise(result.meanLoss()),
                precise(bits(result.meanLoss())),
                precise(result.bitsPerByte(bytes())),
                precise(result.perplexity()));
        return table.text() + placesText();
    }

    String json() {
        Json json = new Json();
        ObjectNode node = json.object()
                .put("tokens", result.tokens())
                .put("bytes", totals.bytes())
                .put("mean_loss", result.meanLoss())
                .put("bits_per_token", bits(result.meanLoss()))
                .put("bits_per_byte", result.bitsPerByte(bytes()))
                .put("perplexity", result.perplexity());
        if (totals.places().isPresent()) {
            places().forEach(place -> add(node.withArray("top"), place));
        }
        return json.text(node);
    }

    private void add(ArrayNode list, SurprisingPlace place) {
        list.addObject()
                .put("position", place.position())
                .put("tokens", place.tokens().size())
                .put("mean_loss", place.meanLoss())
                .put("peak", place.peak())
                .put("peak_loss", place.peakLoss())
                .put("before", decoded(place.before()))
                .put("text", decoded(place.tokens()))
                .put("after", decoded(place.after()));
    }

    private String placesText() {
        StringBuilder text = new StringBuilder();
        for (SurprisingPlace place : places()) {
            text.append("\n%s, %.2f nats%s\n  %s\n"
                    .formatted(
                            place.tokens().size() == 1
                                    ? "token " + place.position()
                                    : "tokens %d to %d"
                                            .formatted(
                                                    place.position(),
                                                    place.position()
                                                            + place.tokens().size()
                                                            - 1),
                            place.meanLoss(),
                            place.tokens().size() == 1 ? "" : " a token, most at %d".formatted(place.peak()),
                            excerpt(place)));
        }
        return text.toString();
    }

    /** The most surprising token between angle quotes, with what is next to it; what is left out is said by dots. */
    private String excerpt(SurprisingPlace place) {
        List<Integer> all = new ArrayList<>(place.before());
        all.addAll(place.tokens());
        all.addAll(place.after());
        int peak = (int) (place.peak() - place.position()) + place.before().size();
        int from = Math.max(0, peak - SHOWN_BEFORE);
        int to = Math.min(all.size(), peak + 1 + SHOWN_AFTER);
        String text = decoded(all.subList(from, peak))
                + "\u00ab" + decoded(all.subList(peak, peak + 1)) + "\u00bb"
                + decoded(all.subList(peak + 1, to));
        String quoted = SurpriseCsv.quoted(text).replace("\"\"", "\"");
        return "\u2026" + quoted.substring(1, quoted.length() - 1) + "\u2026";
    }

    private List<SurprisingPlace> places() {
        return totals.places().map(SurprisingPlaces::places).orElse(List.of());
    }

    private String decoded(List<Integer> tokens) {
        return tokenizer.decode(tokens.stream().mapToInt(Integer::intValue).toArray(), false);
    }

    private long bytes() {
        return Math.max(1, totals.bytes());
    }

    private static double bits(double nats) {
        return nats / Math.log(2);
    }

    private static String precise(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
