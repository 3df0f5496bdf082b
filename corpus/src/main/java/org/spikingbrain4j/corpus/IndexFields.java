package org.spikingbrain4j.corpus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

/** Checked access to the fields of {@code index.json}. */
record IndexFields(Path file, JsonNode node) {
    static IndexFields read(Path file) {
        try {
            return new IndexFields(file, new JsonMapper().readTree(Files.readAllBytes(file)));
        } catch (JsonProcessingException e) {
            throw new CorpusException(file + ": no sound JSON; write the tokens again", e);
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }

    long number(String field, long least, long most) {
        JsonNode value = node.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw error("%s: expected a whole number".formatted(field));
        }
        long number = value.longValue();
        if (number < least || number > most) {
            throw error("%s: expected %d to %d, found %d".formatted(field, least, most, number));
        }
        return number;
    }

    String text(String field) {
        if (!node.path(field).isTextual()) {
            throw error("%s: expected a string".formatted(field));
        }
        return node.path(field).textValue();
    }

    List<IndexFields> objects(String field) {
        if (!node.path(field).isArray()) {
            throw error("%s: expected a list".formatted(field));
        }
        return StreamSupport.stream(node.path(field).spliterator(), false)
                .map(element -> new IndexFields(file, element))
                .toList();
    }

    CorpusException error(String problem) {
        return new CorpusException("%s: %s".formatted(file, problem));
    }
}
