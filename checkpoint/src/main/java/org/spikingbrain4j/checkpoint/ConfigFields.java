package org.spikingbrain4j.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The fields of a config, each read with what is expected of it. A field that is null counts as absent.
 *
 * @param where file, or file and place in it, for messages
 * @param prefix of the names in messages, such as "rope_scaling." for the fields of a nested object
 */
record ConfigFields(String where, String prefix, ObjectNode object) {
    private static final String POSITIVE = "a positive number within the range of float32";

    static ConfigFields read(Path path) {
        return of(path.toString(), () -> JsonFile.read(path));
    }

    static ConfigFields parse(String where, String text) {
        return of(where, () -> JsonFile.parse(where, text));
    }

    private static ConfigFields of(String where, Supplier<ObjectNode> object) {
        try {
            return new ConfigFields(where, "", object.get());
        } catch (CheckpointException e) {
            throw new ConfigException(e.getMessage(), e);
        }
    }

    boolean has(String name) {
        return object.hasNonNull(name);
    }

    /** Whether the field is written at all, be it null. */
    boolean mentions(String name) {
        return object.has(name);
    }

    int integer(String name, int least, int most) {
        return integer(name, required(name, range(least, most)), least, most);
    }

    int integer(String name, int least, int most, int otherwise) {
        return has(name) ? integer(name, least, most) : otherwise;
    }

    /** One integer, or a list of them; absent: empty. */
    List<Integer> oneOrMore(String name, int least, int most) {
        if (!has(name)) {
            return List.of();
        }
        JsonNode node = object.get(name);
        return node.isArray() ? integers(name, least, most) : List.of(integer(name, node, least, most));
    }

    List<Integer> integers(String name, int least, int most) {
        JsonNode node = required(name, "a list");
        if (!node.isArray()) {
            throw error(name, "a list", JsonFile.describe(node));
        }
        List<Integer> numbers = new ArrayList<>();
        node.forEach(element -> numbers.add(integer(name, element, least, most)));
        return numbers;
    }

    private int integer(String name, JsonNode node, int least, int most) {
        if (!node.canConvertToInt() || !node.isIntegralNumber() || node.asInt() < least || node.asInt() > most) {
            throw error(name, range(least, most), JsonFile.describe(node));
        }
        return node.asInt();
    }

    /** A number that float32 arithmetic does not turn into zero or infinity. */
    double positive(String name) {
        return positive(name, required(name, POSITIVE), POSITIVE);
    }

    /** A list of that many such numbers. */
    List<Double> positives(String name, int count) {
        String expected = "a list of %d numbers".formatted(count);
        JsonNode node = required(name, expected);
        if (!node.isArray() || node.size() != count) {
            String found = node.isArray() ? node.size() + " numbers" : JsonFile.describe(node);
            throw error(name, expected, found);
        }
        return node.valueStream()
                .map(element -> positive(name, element, POSITIVE))
                .toList();
    }

    private double positive(String name, JsonNode node, String expected) {
        float value = (float) node.asDouble();
        if (!node.isNumber() || !(value >= Float.MIN_NORMAL) || Float.isInfinite(value)) {
            throw error(name, expected, JsonFile.describe(node));
        }
        return node.asDouble();
    }

    double positive(String name, double otherwise) {
        return has(name) ? positive(name) : otherwise;
    }

    /** 0, or a number that float32 arithmetic does not turn into zero or infinity. */
    double positiveOrZero(String name, double otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        JsonNode node = object.get(name);
        return node.isNumber() && node.asDouble() == 0 ? 0 : positive(name, node, "zero or " + POSITIVE);
    }

    boolean flag(String name, boolean otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        JsonNode node = object.get(name);
        if (!node.isBoolean()) {
            throw error(name, "true or false", JsonFile.describe(node));
        }
        return node.asBoolean();
    }

    String text(String name, String expected) {
        JsonNode node = required(name, expected);
        if (!node.isTextual()) {
            throw error(name, expected, JsonFile.describe(node));
        }
        return node.asText();
    }

    Optional<ConfigFields> nested(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        if (object.get(name) instanceof ObjectNode fields) {
            return Optional.of(new ConfigFields(where, prefix + name + ".", fields));
        }
        throw error(name, "an object or null", JsonFile.describe(object.get(name)));
    }

    /** Refuses a flag whose other value would need mathematics that are not there. */
    void requireFlag(String name, boolean expected) {
        if (flag(name, expected) != expected) {
            throw unsupported(name, String.valueOf(expected));
        }
    }

    void requireText(String name, Set<String> expected) {
        if (has(name) && !expected.contains(text(name, "one of " + expected))) {
            throw unsupported(name, String.join(" or ", expected));
        }
    }

    void requireAbsent(String name) {
        if (has(name)) {
            throw unsupported(name, "null");
        }
    }

    OptionalInt tokenId(String name, int vocabulary) {
        return has(name) ? OptionalInt.of(integer(name, 0, vocabulary - 1)) : OptionalInt.empty();
    }

    ConfigException error(String name, String expected, String found) {
        return new ConfigException("%s: field %s: expected %s, found %s; compare it with the model's release"
                .formatted(where, prefix + name, expected, found));
    }

    /** What is understood, but not implemented. */
    ConfigException unsupported(String name, String expected) {
        return new ConfigException("%s: field %s: %s is not supported, only %s; this model cannot be run"
                .formatted(where, prefix + name, JsonFile.describe(object.get(name)), expected));
    }

    private JsonNode required(String name, String expected) {
        if (!has(name)) {
            throw error(name, expected, "nothing");
        }
        return object.get(name);
    }

    private static String range(int least, int most) {
        return "an integer from %d to %d".formatted(least, most);
    }
}
