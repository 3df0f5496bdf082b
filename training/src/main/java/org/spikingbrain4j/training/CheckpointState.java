package org.spikingbrain4j.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.spikingbrain4j.checkpoint.Sha256;

/**
 * What {@code state.json} of a checkpoint says.
 *
 * @param files digests of the files beside it, by name
 */
record CheckpointState(TrainingState state, Origin origin, Map<String, String> files) {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String OWN_DIGEST = "sha256";

    CheckpointState {
        files = Map.copyOf(files);
    }

    String json() {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("stage", state.stage());
        json.put("step", state.step());
        json.put("log_length", state.logLength());
        put(json.putObject("origin"), origin.digests());
        put(json.putObject("files"), files);
        json.put(OWN_DIGEST, Sha256.of(json.toString()));
        return json.toPrettyString() + "\n";
    }

    /** Empty where the text is not what {@link #json} wrote. */
    static Optional<CheckpointState> of(String text) {
        try {
            if (!(MAPPER.readTree(text) instanceof ObjectNode json)
                    || !(json.remove(OWN_DIGEST) instanceof JsonNode digest)
                    || !digest.asText().equals(Sha256.of(json.toString()))) {
                return Optional.empty();
            }
            TrainingState state = new TrainingState(
                    json.path("stage").asInt(),
                    json.path("step").asLong(),
                    json.path("log_length").asLong());
            return Optional.of(
                    new CheckpointState(state, new Origin(texts(json.path("origin"))), texts(json.path("files"))));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static void put(ObjectNode json, Map<String, String> texts) {
        new TreeMap<>(texts).forEach(json::put);
    }

    private static Map<String, String> texts(JsonNode json) {
        Map<String, String> texts = new TreeMap<>();
        json.properties()
                .forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
        return texts;
    }
}
