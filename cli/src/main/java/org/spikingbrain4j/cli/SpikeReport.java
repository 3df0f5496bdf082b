package org.spikingbrain4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.ProjectionName;
import org.spikingbrain4j.model.SpikeActivity;
import org.spikingbrain4j.spiking.OperationCount;
import org.spikingbrain4j.spiking.PowerReading;
import org.spikingbrain4j.spiking.SpikeStatistics;

/** What spiked while a text was read: each projection, all together, the load of experts, what it costs and what it cost here. */
final class SpikeReport {
    private final SpikeActivity activity;
    private final ExpertReport experts;
    private final EnergyReport energy;
    private final PowerReading power;

    SpikeReport(SpikeActivity activity, ExpertReport experts, EnergyReport energy, PowerReading power) {
        this.activity = activity;
        this.experts = experts;
        this.energy = energy;
        this.power = power;
    }

    String text() {
        return projections()
                + "\n"
                + new SpikeTotalsTable(activity).text()
                + (experts.isEmpty() ? "" : "\n" + experts.text())
                + "\n"
                + energy.text()
                + "\n"
                + measured();
    }

    private String projections() {
        TextTable table = new TextTable(
                "layer, projection",
                "silent",
                "|n| <= 7",
                "> 16",
                "largest",
                "mean |n|",
                "spikes",
                "of active",
                "sparsity");
        Map<String, SpikeStatistics> all =
                new LinkedHashMap<>(activity.linears().statistics());
        all.putAll(activity.queries().statistics());
        all.keySet().stream()
                .sorted(Comparator.comparing(
                        name -> ProjectionName.of(name).layer().orElse(0)))
                .forEach(name -> row(table, name, all.get(name)));
        return table.text();
    }

    private static void row(TextTable table, String name, SpikeStatistics statistics) {
        ProjectionName parts = ProjectionName.of(name);
        table.row(
                parts.layer().map(layer -> "%2d ".formatted(layer)).orElse("") + parts.rest(),
                Quantity.percent(statistics.silentShare(), 1),
                Quantity.percent(statistics.within7Share(), 1),
                Quantity.percent(statistics.above16Share(), 2),
                Integer.toString(statistics.largestCount()),
                Quantity.number(statistics.meanAbsoluteCount()),
                Quantity.number(statistics.meanBitSpikes()),
                Quantity.number(statistics.meanBitSpikesActive()),
                Quantity.percent(statistics.sparsity3Step(), 1));
    }

    private String measured() {
        return Paragraph.of(
                switch (power) {
                    case PowerReading.Measured measured ->
                        "Measured here: %s in %s, %s per token: the whole processor, with all that ran on it."
                                .formatted(
                                        Quantity.joules(measured.joules()),
                                        Quantity.time(measured.interval()),
                                        Quantity.joules(measured.joules() / activity.tokens()));
                    case PowerReading.NotAvailable missing -> "Measured here: nothing; " + missing.reason() + ".";
                });
    }

    /** The same in full precision; statistics have the names of the fixtures (spec 6.6). */
    String json(LanguageModel model, Map<String, Path> plots) {
        Json json = new Json();
        ObjectNode node = json.object().put("tokens", activity.tokens());
        model.spiking().ifPresent(spiking -> {
            ObjectNode how = node.putObject("spiking")
                    .put("mode", spiking.mode().name().toLowerCase(Locale.ROOT))
                    .put("mlp", spiking.mlp().name().toLowerCase(Locale.ROOT));
            spiking.k().forEach(how.putArray("k")::add);
        });
        SpikeFields.add(node, activity);
        ObjectNode linears = node.putObject("per_linear");
        Map<String, OperationCount> operations = activity.linears().operations();
        activity.linears().statistics().forEach((name, statistics) -> {
            ObjectNode linear = linears.putObject(name);
            SpikeFields.add(linear, statistics);
            SpikeFields.add(linear, operations.get(name));
        });
        ObjectNode queries = node.putObject("per_query");
        activity.queries()
                .statistics()
                .forEach((name, statistics) -> SpikeFields.add(queries.putObject(name), statistics));
        if (!experts.isEmpty()) {
            experts.addTo(node.putArray("experts"));
        }
        energy.addTo(node);
        addMeasured(node.putObject("measured"));
        ObjectNode files = node.putObject("plots");
        plots.forEach((kind, file) -> files.put(kind, file.toString()));
        return json.text(node);
    }

    private void addMeasured(ObjectNode node) {
        switch (power) {
            case PowerReading.Measured measured ->
                node.put("joules", measured.joules())
                        .put("seconds", seconds(measured.interval()))
                        .put("joules_per_token", measured.joules() / activity.tokens());
            case PowerReading.NotAvailable missing -> node.put("not_available", missing.reason());
        }
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
