package org.spikingbrain4j.inference;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** What a model wrote between the marks of a call: {@code {"name": …, "arguments": {…}}}, read leniently. */
sealed interface WrittenCall {
    /** A call. */
    record Whole(ToolCall call) implements WrittenCall {}

    /** JSON that is not at its end. */
    record Incomplete() implements WrittenCall {}

    /** No call: other text, or a name that nobody offered. */
    record Other() implements WrittenCall {}

    JsonFactory JSON = new JsonFactory();

    /**
     * Reads a text.
     *
     * @param names of the tools on offer
     */
    static WrittenCall read(String text, Set<String> names) {
        try (JsonParser parser = JSON.createParser(text)) {
            Optional<ToolCall> call =
                    parser.nextToken() == JsonToken.START_OBJECT ? call(text, parser) : Optional.empty();
            boolean alone = parser.nextToken() == null;
            return call.filter(found -> alone && names.contains(found.name()))
                    .<WrittenCall>map(Whole::new)
                    .orElseGet(Other::new);
        } catch (JsonEOFException e) {
            return new Incomplete();
        } catch (IOException e) {
            return new Other();
        }
    }

    private static Optional<ToolCall> call(String text, JsonParser parser) throws IOException {
        Optional<String> name = Optional.empty();
        Optional<String> arguments = Optional.of("{}");
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (field.equals("name") && value == JsonToken.VALUE_STRING) {
                name = Optional.of(parser.getText());
            } else if (field.equals("arguments") || field.equals("parameters")) {
                arguments = arguments(text, parser);
            } else {
                parser.skipChildren();
            }
        }
        Optional<String> found = arguments;
        return name.flatMap(given -> found.map(json -> new ToolCall(given, json)));
    }

    /** An object as it is written; also one that was written as a string, as OpenAI's API has it. */
    private static Optional<String> arguments(String text, JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            String json = parser.getText();
            return isObject(json) ? Optional.of(json) : Optional.empty();
        }
        boolean object = parser.currentToken() == JsonToken.START_OBJECT;
        int start = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        int end = (int) parser.currentLocation().getCharOffset();
        return object ? Optional.of(text.substring(start, end)) : Optional.empty();
    }

    private static boolean isObject(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            boolean object = parser.nextToken() == JsonToken.START_OBJECT;
            parser.skipChildren();
            return object && parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }
}
