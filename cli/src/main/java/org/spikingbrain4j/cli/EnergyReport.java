package org.spikingbrain4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.spikingbrain4j.model.ProjectionName;
import org.spikingbrain4j.model.SpikeActivity;
import org.spikingbrain4j.model.TokenEnergy;
import org.spikingbrain4j.spiking.EnergyModel;
import org.spikingbrain4j.spiking.EnergyRange;
import org.spikingbrain4j.spiking.EnergyTable;
import org.spikingbrain4j.spiking.Memory;
import org.spikingbrain4j.spiking.OperationCount;

/**
 * Operations and energy of the mean token: as event-driven hardware with INT8 weights would run its spikes, and for the same
 * linears dense in INT8 and in FP16.
 */
final class EnergyReport {
    private static final String NONE = "-";

    /** Where weights may lie: on the chip, in its package, beside it. */
    private static final List<Memory> PLACES = List.of(Memory.SRAM_1_MB, Memory.HBM2, Memory.DRAM);

    private final SpikeActivity activity;
    private final EnergyTable prices;
    private final Map<Memory, TokenEnergy> energies = new EnumMap<>(Memory.class);
    private final OperationCount operations;
    private final double denseFloats;
    private final double denseIntegers;

    EnergyReport(SpikeActivity activity, EnergyTable prices) {
        this.activity = activity;
        this.prices = prices;
        for (Memory place : PLACES) {
            if (prices.perByte(place).isPresent()) {
                energies.put(place, TokenEnergy.of(activity, new EnergyModel(prices, place)));
            }
        }
        this.operations = activity.linears().totalOperations();
        this.denseIntegers = denseWeights(true);
        this.denseFloats = denseWeights(false);
    }

    /** Weights of the linears never fed spikes that the mean token passes. */
    private double denseWeights(boolean integers) {
        return perToken(activity.denseLinears().values().stream()
                .filter(linear -> linear.integerWeights() == integers)
                .mapToLong(linear -> linear.operations().multiplyAdds())
                .sum());
    }

    String text() {
        TextTable table = new TextTable("per token", "spiking", "INT8 dense", "FP16 dense");
        addOperations(table);
        table.row("", "", "", "");
        addEnergies(table);
        return table.text() + note();
    }

    private void addOperations(TextTable table) {
        String macs = count(perToken(operations.multiplyAdds()));
        String dense = count(denseFloats + denseIntegers);
        table.row("additions, one per spike and output", count(perToken(operations.bitAdds())), NONE, NONE);
        table.row("multiply-adds of the same linears", NONE, macs, macs);
        table.row("multiply-adds of linears never fed spikes", dense, dense, dense);
        table.row("weights read", bytes(spikingBytes()), bytes(denseBytes(1)), bytes(denseBytes(2)));
    }

    private void addEnergies(TextTable table) {
        TokenEnergy any = energies.values().iterator().next();
        row(
                table,
                "arithmetic: linears fed spikes",
                any,
                part -> joules(part.spikingLinears().arithmetic()));
        row(
                table,
                "arithmetic: linears never fed spikes",
                any,
                part -> joules(part.denseLinears().arithmetic()));
        energies.forEach((place, energy) ->
                row(table, "reading weights from " + place.label(), energy, part -> joules(part.memory())));
        energies.forEach((place, energy) ->
                row(table, "sum, weights in " + place.label(), energy, part -> joules(part.total())));
    }

    private static void row(
            TextTable table, String name, TokenEnergy energy, Function<TokenEnergy.Part, String> value) {
        table.row(name, value.apply(energy.spiking()), value.apply(energy.int8()), value.apply(energy.fp16()));
    }

    private String note() {
        return Paragraph.of(("Prices of %s (%s): an idealised chip, no measurement. The spiking column is priced as "
                        + "event-driven hardware with INT8 weights would run it, also where weights are floats or all counts "
                        + "are multiplied: spikes cost additions, %.1f times less arithmetic than FP16 and %.1f times less "
                        + "than INT8 (the report: 43.5 and 6.8); silent channels read no weights. %s. Not counted: "
                        + "attention, norms, thresholds, control, leakage.")
                .formatted(
                        prices.name(), prices.source(), saving(TokenEnergy::fp16), saving(TokenEnergy::int8), never()));
    }

    private double saving(Function<TokenEnergy, TokenEnergy.Part> dense) {
        TokenEnergy energy = energies.values().iterator().next();
        return dense.apply(energy).spikingLinears().arithmetic()
                / energy.spiking().spikingLinears().arithmetic();
    }

    private String never() {
        List<String> names = activity.denseLinears().keySet().stream()
                .map(name -> ProjectionName.of(name).last())
                .map(name -> name.equals("embed_tokens") ? "embed_tokens (as head)" : name)
                .distinct()
                .toList();
        return names.isEmpty()
                ? "All linears are fed spikes"
                : "Never fed spikes, and FP16 in the spiking column and its sums: " + String.join(", ", names);
    }

    /** The sums in a few words. */
    String summary() {
        Memory place = Memory.DRAM;
        TokenEnergy energy = energies.get(place);
        return ("Energy per token, idealised (%s, %s), arithmetic and reading weights from %s: %s on event-driven "
                        + "INT8 hardware, with what is never fed spikes in FP16; INT8 dense %s; FP16 dense %s.")
                .formatted(
                        prices.name(),
                        prices.source(),
                        place.label(),
                        summary(energy.spiking()),
                        summary(energy.int8()),
                        summary(energy.fp16()));
    }

    private static String summary(TokenEnergy.Part part) {
        double arithmetic = part.spikingLinears().plus(part.denseLinears()).arithmetic();
        return "%s + %s".formatted(joules(arithmetic), joules(part.memory()));
    }

    void addTo(ObjectNode node) {
        node.putObject("operations_per_token")
                .put("bit_additions", perToken(operations.bitAdds()))
                .put("unit_additions", perToken(operations.unitAdds()))
                .put("multiply_adds_dense", perToken(operations.multiplyAdds()))
                .put("multiply_adds_never_spiking", denseFloats + denseIntegers)
                .put("weight_bytes_spiking", spikingBytes())
                .put("weight_bytes_int8", denseBytes(1))
                .put("weight_bytes_fp16", denseBytes(2));
        ObjectNode energy =
                node.putObject("energy_per_token").put("prices", prices.name()).put("source", prices.source());
        add(energy.putObject("spiking"), TokenEnergy::spiking);
        add(energy.putObject("int8_dense"), TokenEnergy::int8);
        add(energy.putObject("fp16_dense"), TokenEnergy::fp16);
    }

    private void add(ObjectNode node, Function<TokenEnergy, TokenEnergy.Part> which) {
        TokenEnergy.Part any = which.apply(energies.values().iterator().next());
        node.put("arithmetic_joules", any.spikingLinears().arithmetic())
                .put("arithmetic_joules_never_spiking", any.denseLinears().arithmetic());
        ObjectNode memory = node.putObject("memory_joules");
        energies.forEach((place, energy) -> {
            EnergyRange range = which.apply(energy).memory();
            memory.putObject(place.label()).put("low", range.low()).put("high", range.high());
        });
    }

    private double perToken(long total) {
        return (double) total / activity.tokens();
    }

    private double spikingBytes() {
        return perToken(operations.touchedWeights()) + denseIntegers + 2.0 * denseFloats;
    }

    private double denseBytes(int bytesPerWeight) {
        return (perToken(operations.multiplyAdds()) + denseIntegers + denseFloats) * bytesPerWeight;
    }

    private static String count(double count) {
        return Quantity.count(Math.round(count));
    }

    private static String bytes(double bytes) {
        return Quantity.bytes(Math.round(bytes));
    }

    private static String joules(double joules) {
        return Quantity.joules(joules);
    }

    private static String joules(EnergyRange range) {
        String high = joules(range.high());
        if (range.low() == range.high()) {
            return high;
        }
        String low = joules(range.low());
        String unit = high.substring(high.indexOf(' '));
        return (low.endsWith(unit) ? low.substring(0, low.length() - unit.length()) : low) + " to " + high;
    }
}
