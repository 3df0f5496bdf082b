package org.spikingbrain4j.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import org.spikingbrain4j.inference.ExpertLoadJson;
import org.spikingbrain4j.model.ExpertLoad;

/** {@code GET /v1/experts}: how the tokens of all passes since the start were spread over the experts, as an event whenever that changes. */
final class Experts implements Handler {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private final Parts parts;
    private final ActivityMeter meter;

    Experts(Parts parts, ActivityMeter meter) {
        this.parts = parts;
        this.meter = meter;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        if (!parts.model().text().model().config().hasExperts()) {
            throw ApiException.of(404, "no_experts", "This model has no experts: each of its layers is dense.");
        }
        SortedMap<Integer, ExpertLoad> told = new TreeMap<>();
        try (Work work = parts.work().begin();
                EventStream events = EventStream.open(response, () -> "nothing is generated")) {
            while (!work.cancellation().cancelled() && !parts.work().closing()) {
                SortedMap<Integer, ExpertLoad> load = meter.experts().load();
                if (!load.equals(told)) {
                    told = load;
                    events.send("experts", json(load));
                }
                Thread.sleep(BETWEEN_LOOKS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server ends
        }
    }

    private static ObjectNode json(SortedMap<Integer, ExpertLoad> load) {
        ObjectNode json = Json.object();
        ExpertLoadJson.addTo(json.putArray("layers"), load);
        return json;
    }
}
