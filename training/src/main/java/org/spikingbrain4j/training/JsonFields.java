package org.spikingbrain4j.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The fields of a JSON object, each taken once: what is left over at the end is an error that names it. */
final class JsonFields {
    private final String where;
    private final ObjectNode object;
    private final TreeSet<String> left = new TreeSet<>();

    /** @param where file and place in it, for messages */
    JsonFields(String where, JsonNode node) {
        this.where = where;
        if (!(node instanceof ObjectNode found)) {
            throw new TrainingException("%s: expected a JSON object".formatted(where));
        }
        this.object = found;
        found.fieldNames().forEachRemaining(left::add);
    }

    String text(String name) {
        return required(name, optional(name, "a text", JsonNode::isTextual, JsonNode::asText));
    }

    Optional<String> optionalText(String name) {
        return optional(name, "a text", JsonNode::isTextual, JsonNode::asText);
    }

    long whole(String name) {
        return required(name, optionalWhole(name));
    }

    Optional<Long> optionalWhole(String name) {
        return optional(
                name,
                "a whole number",
                node -> node.canConvertToExactIntegral() && node.canConvertToLong(),
                JsonNode::asLong);
    }

    int count(String name) {
        return required(name, optionalCount(name));
    }

    /** A whole number that is an int. */
    Optional<Integer> optionalCount(String name) {
        return optional(
                name,
                "a whole number up to " + Integer.MAX_VALUE,
                node -> node.canConvertToExactIntegral() && node.canConvertToInt(),
                JsonNode::asInt);
    }

    double number(String name) {
        return required(name, optionalNumber(name));
    }

    Optional<Double> optionalNumber(String name) {
        return optional(name, "a number", JsonNode::isNumber, JsonNode::asDouble);
    }

    boolean flag(String name) {
        return optional(name, "true or false", JsonNode::isBoolean, JsonNode::asBoolean)
                .orElse(false);
    }

    <E extends Enum<E>> E choice(String name, Class<E> type, E otherwise) {
        Optional<String> text = optionalText(name);
        for (E value : type.getEnumConstants()) {
            if (text.isPresent() && text.get().equals(value.name().toLowerCase(Locale.ROOT))) {
                return value;
            }
        }
        if (text.isPresent()) {
            List<String> names = new ArrayList<>();
            for (E value : type.getEnumConstants()) {
                names.add(value.name().toLowerCase(Locale.ROOT));
            }
            throw wrong(name, "one of " + String.join(", ", names));
        }
        return otherwise;
    }

    JsonFields object(String name) {
        return required(
                name,
                optional(name, "an object", JsonNode::isObject, node -> new JsonFields(where + ": " + name, node)));
    }

    /** The objects of a list; none where there is no such field. */
    List<JsonFields> objects(String name) {
        List<JsonFields> found = new ArrayList<>();
        optional(name, "a list of objects", JsonNode::isArray, node -> node)
                .ifPresent(node -> node.forEach(item ->
                        found.add(new JsonFields("%s: %s[%d]".formatted(where, name, found.size()), item))));
        return found;
    }

    /** A JSON object as it is written. */
    Optional<String> optionalJson(String name) {
        return optional(name, "an object", JsonNode::isObject, JsonNode::toPrettyString);
    }

    /**
     * What is made of the fields.
     *
     * @throws TrainingException with the place of the fields, where one is unsound
     */
    <T> T checked(Supplier<T> value) {
        try {
            return value.get();
        } catch (FieldException e) {
            throw new TrainingException("%s: field %s".formatted(where, e.getMessage()), e);
        }
    }

    /** @throws TrainingException where a field was not taken */
    void requireAllTaken() {
        if (!left.isEmpty()) {
            throw new TrainingException("%s: field %s is unknown".formatted(where, left.first()));
        }
    }

    String where() {
        return where;
    }

    private <T> Optional<T> optional(
            String name, String expected, Predicate<JsonNode> fits, Function<JsonNode, T> value) {
        left.remove(name);
        JsonNode node = object.get(name);
        if (node == null || node.isNull()) {
            return Optional.empty();
        }
        if (!fits.test(node)) {
            throw wrong(name, expected);
        }
        return Optional.of(value.apply(node));
    }

    private <T> T required(String name, Optional<T> value) {
        return value.orElseThrow(() -> new TrainingException("%s: field %s is missing".formatted(where, name)));
    }

    private TrainingException wrong(String name, String expected) {
        return new TrainingException(
                "%s: field %s: expected %s, found %s".formatted(where, name, expected, object.get(name)));
    }
}
