package org.spikingbrain4j.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.spikingbrain4j.operators.FileReason;

/** A small JSON file that holds one object. */
final class JsonFile {
    private static final long LARGEST = 32 << 20;
    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();
    private static final ObjectWriter WRITER = new JsonMapper().writerWithDefaultPrettyPrinter();

    private JsonFile() {}

    /**
     * @throws CheckpointException where the file cannot be read or is not one sound JSON object
     */
    static ObjectNode read(Path path) {
        try {
            if (!Files.isRegularFile(path)) {
                throw new CheckpointException("%s: expected a file, found a directory or device".formatted(path));
            }
            if (Files.size(path) > LARGEST) {
                throw new CheckpointException("%s: %d bytes, expected at most %d; this is not what its name says"
                        .formatted(path, Files.size(path), LARGEST));
            }
            return parse(path.toString(), Files.readString(path));
        } catch (CharacterCodingException e) {
            throw new CheckpointException("%s: expected UTF-8 text, found something else".formatted(path), e);
        } catch (IOException e) {
            throw new CheckpointException("%s: cannot read the file: %s".formatted(path, FileReason.of(e)), e);
        }
    }

    /**
     * @param where what errors in it begin with
     * @throws CheckpointException where the text is not one sound JSON object
     */
    static ObjectNode parse(String where, String text) {
        try {
            JsonNode root = JSON.readTree(text);
            if (root instanceof ObjectNode object) {
                return object;
            }
            throw new CheckpointException("%s: expected a JSON object, found %s".formatted(where, describe(root)));
        } catch (JsonProcessingException e) {
            throw new CheckpointException("%s: not sound JSON%s: %s".formatted(where, place(e), problem(e)), e);
        }
    }

    /**
     * Writes it indented, replacing what was there.
     *
     * @throws CheckpointException where it cannot be written
     */
    static void write(Path path, ObjectNode object) {
        try {
            Files.writeString(path, WRITER.writeValueAsString(object) + "\n");
        } catch (IOException e) {
            throw new CheckpointException(
                    "%s: cannot write the file: %s; check that the folder may be written, and has space"
                            .formatted(path, FileReason.of(e)),
                    e);
        }
    }

    /** What is wrong with the JSON, without Jackson's words on a source that it does not show. */
    static String problem(JsonProcessingException e) {
        String message = e.getOriginalMessage().lines().findFirst().orElse("");
        int source = message.indexOf(" (start marker at [Source");
        return source < 0 ? message : message.substring(0, source);
    }

    /** A value for a message, on one line and cut where it is long. */
    static String describe(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> Quote.of(node.asText());
            case ARRAY -> "a list";
            case OBJECT, POJO -> "an object";
            case MISSING -> "nothing";
            case NUMBER, BOOLEAN, NULL, BINARY -> cut(node.asText());
        };
    }

    private static String cut(String number) {
        return number.length() <= 40 ? number : number.substring(0, 40) + "…";
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " at line %d, column %d"
                        .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
    }
}
