package org.spikingbrain4j.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.spikingbrain4j.model.TokenEnergy;
import org.spikingbrain4j.operators.HostSpikes;
import org.spikingbrain4j.spiking.SpikeStatistics;

/**
 * {@code GET /v1/spikes?layer=3}: passes of whatever is generated meanwhile, as events: a raster of one layer's spikes, how sparse each
 * layer was and what a token would cost. {@code projection} chooses among the layer's linears.
 */
final class Spikes implements Handler {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    private static final int MOST_TOKENS = 16;
    private static final int MOST_CHANNELS = 256;

    private final Parts parts;
    private final ActivityMeter meter;

    Spikes(Parts parts, ActivityMeter meter) {
        this.parts = parts;
        this.meter = meter;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        if (parts.model().text().model().spiking().isEmpty()) {
            throw ApiException.of(
                    404,
                    "no_spikes",
                    "This model does not spike here; start the server with --spiking auto to see spikes.");
        }
        SpikeWatch watch = new SpikeWatch(layer(request));
        Optional<String> projection = request.query().first("projection").asOptional();
        meter.add(watch);
        try (Work work = parts.work().begin();
                EventStream events = EventStream.open(response, () -> "nothing is generated")) {
            try {
                events.send(hello(watch.layer()));
                while (!work.cancellation().cancelled() && !parts.work().closing()) {
                    watch.next(BETWEEN_LOOKS).ifPresent(pass -> send(events, pass, watch.layer(), projection));
                }
            } catch (RuntimeException e) {
                parts.failures().end(events, e);
            }
        } finally {
            meter.remove(watch);
        }
    }

    private int layer(ServerRequest request) {
        String given = request.query().first("layer").orElse("0");
        int layers = parts.model().text().model().config().layers();
        if (!given.matches("\\d{1,4}") || Integer.parseInt(given) >= layers) {
            throw Fields.invalidValue("layer", "0 to %d".formatted(layers - 1), given);
        }
        return Integer.parseInt(given);
    }

    private static ObjectNode hello(int layer) {
        return Json.object().put("watching", layer);
    }

    private static void send(EventStream events, ObservedPass pass, int layer, Optional<String> wanted) {
        wanted.ifPresent(name -> requireSomewhere(pass, name));
        List<String> projections = pass.projections(layer);
        ObjectNode json = Json.object().put("tokens", pass.activity().tokens()).put("layer", layer);
        ArrayNode names = json.putArray("projections");
        projections.forEach(names::add);
        projections.stream()
                .filter(name -> wanted.isEmpty() || isNamed(name, wanted.get()))
                .findFirst()
                .ifPresent(name -> pass.spikes(name).ifPresent(spikes -> raster(json, name, spikes)));
        SpikeStatistics all = pass.statistics();
        json.put("sparsity", all.sparsity3Step()).put("silent", all.silentShare());
        ArrayNode layers = json.putArray("layers");
        pass.layers()
                .forEach((number, statistics) -> layers.addObject()
                        .put("layer", number)
                        .put("sparsity", statistics.sparsity3Step())
                        .put("silent", statistics.silentShare()));
        json.set("energy_per_token", energy(pass.energy()));
        events.send("spikes", json);
    }

    /** Layers differ: one that this layer lacks is no mistake, one that none has is. Only a pass tells. */
    private static void requireSomewhere(ObservedPass pass, String wanted) {
        if (pass.projections().stream().noneMatch(name -> isNamed(name, wanted))) {
            throw Fields.invalidValue(
                    "projection", "the name of a linear that is fed spikes, for example up_proj", wanted);
        }
    }

    private static boolean isNamed(String projection, String wanted) {
        return projection.equals(wanted) || projection.endsWith("." + wanted);
    }

    /** The first tokens and channels; a count is signed. */
    private static void raster(ObjectNode json, String projection, HostSpikes spikes) {
        int channels = Math.min(MOST_CHANNELS, spikes.columns());
        json.put("projection", projection).put("channels", spikes.columns());
        ArrayNode rows = json.putArray("raster");
        for (int row = 0; row < Math.min(MOST_TOKENS, spikes.rows()); row++) {
            ArrayNode counts = rows.addArray();
            for (int channel = 0; channel < channels; channel++) {
                counts.add(spikes.counts()[row * spikes.columns() + channel]);
            }
        }
    }

    private static ObjectNode energy(TokenEnergy energy) {
        ObjectNode json = Json.object().put("prices", "45 nm, weights in DRAM");
        json.set("spiking", energy(energy.spiking()));
        json.set("int8", energy(energy.int8()));
        json.set("fp16", energy(energy.fp16()));
        return json;
    }

    private static ObjectNode energy(TokenEnergy.Part part) {
        return Json.object()
                .put(
                        "arithmetic_joules",
                        part.spikingLinears().arithmetic() + part.denseLinears().arithmetic())
                .put("memory_joules_low", part.memory().low())
                .put("memory_joules_high", part.memory().high());
    }
}
