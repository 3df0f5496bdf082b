package org.spikingbrain4j.cli;

import java.util.function.Function;
import org.spikingbrain4j.model.SpikeActivity;
import org.spikingbrain4j.spiking.SpikeStatistics;

/** All counts of a text together, beside the figures that the technical report (arXiv 2509.05276) gives of its 7B. */
final class SpikeTotalsTable {
    private static final String NOT_GIVEN = "-";

    private final SpikeActivity activity;
    private final SpikeStatistics linears;
    private final SpikeStatistics queries;
    private final TextTable table = new TextTable("all together", "linears", "queries", "report's 7B");

    SpikeTotalsTable(SpikeActivity activity) {
        this.activity = activity;
        this.linears = activity.linears().totalStatistics();
        this.queries = activity.queries().totalStatistics();
    }

    String text() {
        row("silent channels", "18.4 %", percent(SpikeStatistics::silentShare, 1));
        row("|n| at most 7", "94.1 %", percent(SpikeStatistics::within7Share, 1));
        row("|n| above 16", "about 1 %", percent(SpikeStatistics::above16Share, 2));
        row("largest |n|", NOT_GIVEN, all -> Integer.toString(all.largestCount()));
        row("mean |n|", NOT_GIVEN, number(SpikeStatistics::meanAbsoluteCount));
        row("spikes per channel", "1.13 [1]", number(SpikeStatistics::meanBitSpikes));
        row("spikes per channel that is not silent", "", number(SpikeStatistics::meanBitSpikesActive));
        row("sparsity: trains padded to 3, 6 .. steps", "69.15 % [2]", percent(SpikeStatistics::sparsity3Step, 1));
        row("sparsity: 1 - spikes per channel / 3", "", percent(SpikeStatistics::sparsityOver3, 1));
        row("sparsity: zeros among the lowest 3 bits", "", percent(SpikeStatistics::sparsityLow3Bits, 1));
        return table.text() + note();
    }

    private String note() {
        return Paragraph.of("%s, %d counts n into %s, %d of queries. Spikes are the 1-bits of |n|."
                        .formatted(
                                Quantity.plural(activity.tokens(), "token"),
                                linears.channels(),
                                Quantity.plural(activity.linears().statistics().size(), "linear"),
                                queries.channels()))
                + Paragraph.of(
                        "[1] Fits the report's other figures only as the mean over channels that are not silent.")
                + Paragraph.of(
                        "[2] \"At 3 steps\", without a formula. The readings agree where every |n| is at most 7; "
                                + "the column sparsity above is the padded one.");
    }

    private void row(String name, String report, Function<SpikeStatistics, String> value) {
        table.row(name, value.apply(linears), queries.channels() == 0 ? NOT_GIVEN : value.apply(queries), report);
    }

    private static Function<SpikeStatistics, String> percent(Function<SpikeStatistics, Double> share, int decimals) {
        return all -> Quantity.percent(share.apply(all), decimals);
    }

    private static Function<SpikeStatistics, String> number(Function<SpikeStatistics, Double> value) {
        return all -> Quantity.number(value.apply(all));
    }
}
