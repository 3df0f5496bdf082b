package org.spikingbrain4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/** Speeds as shares of what the machine can do: of the bandwidth where weights are read, of the arithmetic where prompts are. */
final class BenchReport {
    private final WeightSummary weights;
    private final MeasuredLimits limits;
    private final Duration load;
    private final List<Runs> all = new ArrayList<>();

    BenchReport(WeightSummary weights, MeasuredLimits limits, Duration load) {
        this.weights = weights;
        this.limits = limits;
        this.load = load;
    }

    /** The repetitions with one length of prompt. */
    record Runs(int promptLength, int decodeTokens, List<Benchmark.Times> times) {
        Runs(int promptLength, int decodeTokens) {
            this(promptLength, decodeTokens, new ArrayList<>());
        }

        void add(Benchmark.Times one) {
            times.add(one);
        }

        Duration firstToken() {
            return median(Benchmark.Times::prefill);
        }

        double prefillPerSecond() {
            return Quantity.perSecond(promptLength, firstToken());
        }

        double decodePerSecond() {
            return Quantity.perSecond(decodeTokens, median(Benchmark.Times::decode));
        }

        private Duration median(Function<Benchmark.Times, Duration> part) {
            return times.stream().map(part).sorted().toList().get(times.size() / 2);
        }
    }

    void add(Runs runs) {
        all.add(runs);
    }

    String text() {
        TextTable table = new TextTable(
                "prompt", "prefill token/s", "of FMA peak", "first token", "decode token/s", "of bandwidth");
        for (Runs runs : all) {
            table.row(
                    runs.promptLength() + " tokens",
                    Quantity.number(runs.prefillPerSecond()),
                    Quantity.percent(shareOfArithmetic(runs)),
                    Quantity.time(runs.firstToken()),
                    Quantity.number(runs.decodePerSecond()),
                    Quantity.percent(shareOfBandwidth(runs)));
        }
        return table.text()
                + "%nweights %s (%s), loaded in %s%n"
                        .formatted(Quantity.bytes(weights.bytes()), weights.dataTypes(), Quantity.time(load))
                + "machine %s GB/s streaming, %s GFLOP/s float32%n"
                        .formatted(Quantity.number(limits.bandwidth()), Quantity.number(limits.fmaPeak()))
                + "peak memory %s, of it Java heap %s%n"
                        .formatted(peak(), Quantity.bytes(Runtime.getRuntime().totalMemory()));
    }

    String json() {
        Json json = new Json();
        ObjectNode node = json.object()
                .put("load_seconds", seconds(load))
                .put("weight_bytes", weights.bytes())
                .put("bandwidth_gb_per_second", limits.bandwidth())
                .put("fma_peak_gflop_per_second", limits.fmaPeak())
                .put("heap_bytes", Runtime.getRuntime().totalMemory());
        MachineMemory.peakResident().ifPresent(bytes -> node.put("peak_resident_bytes", bytes));
        ArrayNode list = node.putArray("runs");
        for (Runs runs : all) {
            list.addObject()
                    .put("prompt_tokens", runs.promptLength())
                    .put("decode_tokens", runs.decodeTokens())
                    .put("repetitions", runs.times().size())
                    .put("prefill_tokens_per_second", runs.prefillPerSecond())
                    .put("prefill_share_of_fma_peak", shareOfArithmetic(runs))
                    .put("first_token_seconds", seconds(runs.firstToken()))
                    .put("decode_tokens_per_second", runs.decodePerSecond())
                    .put("decode_share_of_bandwidth", shareOfBandwidth(runs));
        }
        return json.text(node);
    }

    /** Two operations per parameter and token; attention itself and the head, used for one token only, are left out. */
    private double shareOfArithmetic(Runs runs) {
        return 2.0 * weights.layerParameters() * runs.prefillPerSecond() / 1e9 / limits.fmaPeak();
    }

    /** All weights, also those of channels that are silent; the sequence's state, read too, is left out. */
    private double shareOfBandwidth(Runs runs) {
        return weights.decodeBytes() * runs.decodePerSecond() / 1e9 / limits.bandwidth();
    }

    private static String peak() {
        OptionalLong resident = MachineMemory.peakResident();
        return resident.isPresent() ? Quantity.bytes(resident.getAsLong()) : "unknown on this system";
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
