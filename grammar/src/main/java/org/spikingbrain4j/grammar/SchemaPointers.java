package org.spikingbrain4j.grammar;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Finds the schemas that {@code $ref} names: the whole one, and those of its definitions. */
record SchemaPointers(Object root) {
    private static final List<String> DEFINITIONS = List.of("/$defs/", "/definitions/");
    private static final int MOST_STEPS = 64;

    /** The JSON pointer that a {@code $ref} names. */
    String pointer(Schema schema) {
        String reference = String.valueOf(schema.value("$ref"));
        String pointer = decoded(schema, reference);
        boolean known = pointer.isEmpty() || DEFINITIONS.stream().anyMatch(pointer::startsWith);
        if (!reference.startsWith("#") || !known) {
            throw schema.wrong(
                    "$ref", "expected #, #/$defs/NAME or #/definitions/NAME, found '%s'".formatted(reference));
        }
        return pointer;
    }

    private static String decoded(Schema schema, String reference) {
        try {
            String pointer = reference.substring(Math.min(1, reference.length()));
            return URLDecoder.decode(pointer.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw schema.wrong("$ref", "expected a URI fragment, found '%s'".formatted(reference));
        }
    }

    /** The schema at a pointer that another one names. */
    Object resolve(Schema schema, String pointer) {
        Object found = root;
        if (!pointer.isEmpty()) {
            for (String step : pointer.substring(1).split("/", -1)) {
                if (!(found instanceof Map<?, ?> map) || !map.containsKey(name(step))) {
                    throw schema.wrong("$ref", "there is no '%s' in the schema".formatted(schema.value("$ref")));
                }
                found = map.get(name(step));
            }
        }
        return found;
    }

    private static String name(String step) {
        return step.replace("~1", "/").replace("~0", "~");
    }

    /** Follows {@code $ref}, and the one that may stand there. */
    Schema target(Schema schema) {
        Schema target = schema;
        for (int step = 0; target.has("$ref"); step++) {
            if (step == MOST_STEPS) {
                throw schema.wrong("$ref", "it names itself, so it describes nothing");
            }
            String pointer = pointer(target);
            target = Schema.of(resolve(target, pointer), pointer);
        }
        return target;
    }
}
