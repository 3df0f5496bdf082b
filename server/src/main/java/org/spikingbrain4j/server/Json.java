package org.spikingbrain4j.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** JSON, read strictly and written plainly. */
final class Json {
    private static final ObjectMapper WRITER = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    private final ObjectMapper reader;
    private final int nesting;

    /** @param nesting most levels of objects and arrays */
    Json(int nesting) {
        this.nesting = nesting;
        StreamReadConstraints constraints = StreamReadConstraints.builder()
                .maxNestingDepth(nesting)
                .maxStringLength(Integer.MAX_VALUE) // the body is limited as a whole
                .build();
        JsonFactory factory = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .streamReadConstraints(constraints)
                .build();
        this.reader = JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    static ObjectNode object() {
        return WRITER.createObjectNode();
    }

    static ArrayNode array() {
        return WRITER.createArrayNode();
    }

    /** A plain Java value. */
    static JsonNode of(Object value) {
        return WRITER.valueToTree(value);
    }

    static byte[] bytes(JsonNode json) {
        try {
            return WRITER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values could not be written", e);
        }
    }

    static String text(JsonNode json) {
        return new String(bytes(json), StandardCharsets.UTF_8);
    }

    /** An object as maps, lists, strings, numbers and booleans. */
    static Map<String, Object> map(JsonNode object) {
        return WRITER.convertValue(object, MAP);
    }

    /**
     * @throws ApiException where these bytes are not one JSON object in UTF-8
     */
    ObjectNode read(byte[] bytes) {
        return object(text(bytes));
    }

    /**
     * @throws ApiException where this is not one JSON object
     */
    ObjectNode object(String text) {
        try (JsonParser parser = reader.createParser(text)) {
            JsonNode json = reader.readValue(parser, JsonNode.class);
            if (json instanceof ObjectNode object) {
                return object;
            }
            throw invalid("expected a JSON object, found " + kind(json));
        } catch (com.fasterxml.jackson.core.exc.StreamConstraintsException e) {
            throw invalid(
                    "objects and arrays are nested deeper than %d levels, or a number is too long".formatted(nesting));
        } catch (JsonProcessingException e) {
            throw invalid("%s at line %d, column %d"
                    .formatted(
                            e.getOriginalMessage(),
                            e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                            e.getLocation() == null ? 1 : e.getLocation().getColumnNr()));
        } catch (java.io.IOException e) {
            throw new IllegalStateException("a string cannot fail to be read", e);
        }
    }

    /** What a value is, in words. */
    static String kind(JsonNode json) {
        return switch (json.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT, POJO -> "an object";
            case STRING, BINARY -> "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case NULL -> "null";
            case MISSING -> "nothing";
        };
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw invalid("it is no valid UTF-8");
        }
    }

    private static ApiException invalid(String reason) {
        return ApiException.invalid("invalid_json", "The body cannot be read as JSON: " + reason + ".");
    }
}
