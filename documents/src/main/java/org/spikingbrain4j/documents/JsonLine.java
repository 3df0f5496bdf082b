package org.spikingbrain4j.documents;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** A line of a {@code .jsonl} file. */
public final class JsonLine {
    private static final String FIELD = "text";

    /** A book in one line is longer than what Jackson allows by itself. */
    private static final ObjectReader JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    private JsonLine() {}

    /**
     * @param place file and line, for the message
     * @throws DocumentException where the line is no JSON
     */
    public static JsonNode parse(String line, String place) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new DocumentException("%s: no sound JSON: %s".formatted(place, problem(e)), e);
        }
    }

    /**
     * The field {@code text}.
     *
     * @param place file and line, for the message
     * @throws DocumentException where the line is no JSON object with a text
     */
    static String text(String line, String place) {
        JsonNode text = parse(line, place).path(FIELD);
        if (!text.isTextual()) {
            throw new DocumentException("%s: expected a JSON object with a string in the field %s, found %s"
                    .formatted(place, FIELD, text.isMissingNode() ? "no such field" : "another type"));
        }
        return requireWellFormed(text.textValue(), place);
    }

    /** JSON can spell half a surrogate pair, which is no character and has no bytes. */
    private static String requireWellFormed(String text, String place) {
        boolean lone = text.codePoints()
                .anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
        if (lone) {
            throw new DocumentException(
                    "%s: the text holds half a surrogate pair, which is no character".formatted(place));
        }
        return text;
    }

    private static String problem(JsonProcessingException e) {
        String message = e.getOriginalMessage().lines().findFirst().orElse("");
        int source = message.indexOf(" (start marker at [Source");
        return source < 0 ? message : message.substring(0, source);
    }
}
