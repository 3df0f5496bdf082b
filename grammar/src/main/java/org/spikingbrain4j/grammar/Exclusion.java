package org.spikingbrain4j.grammar;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether no value is valid under two schemas at once, as the alternatives of {@code oneOf} must be: by their types, by the values
 * they list, or by a property that both require and that has other values in each.
 */
record Exclusion(SchemaPointers pointers) {
    boolean between(Schema one, Schema other) {
        return between(one, other, Automaton.MOST_LEVELS);
    }

    private boolean between(Schema one, Schema other, int levels) {
        Schema first = pointers.target(one);
        Schema second = pointers.target(other);
        Optional<Set<String>> values = scalars(first);
        Optional<Set<String>> otherValues = scalars(second);
        if (values.isPresent() && otherValues.isPresent()) {
            return values.get().stream().noneMatch(otherValues.get()::contains);
        }
        Set<JsonType> types = types(first);
        Set<JsonType> otherTypes = types(second);
        if (types.stream().noneMatch(type -> otherTypes.stream().anyMatch(its -> overlap(type, its)))) {
            return true;
        }
        Set<JsonType> object = Set.of(JsonType.OBJECT);
        return levels > 0
                && types.equals(object)
                && otherTypes.equals(object)
                && requiredByBoth(first, second).stream()
                        .anyMatch(name -> between(property(first, name), property(second, name), levels - 1));
    }

    private static boolean overlap(JsonType one, JsonType other) {
        return one.holds(other) || other.holds(one);
    }

    /** All types that values can have. */
    private static Set<JsonType> types(Schema schema) {
        Optional<List<Object>> values = values(schema);
        if (values.isPresent()) {
            return values.get().stream().map(JsonType::of).collect(Collectors.toSet());
        }
        Set<JsonType> types = schema.combining().isPresent() ? Set.of() : schema.types();
        return types.isEmpty() ? new HashSet<>(Arrays.asList(JsonType.values())) : types;
    }

    private static Optional<List<Object>> values(Schema schema) {
        if (schema.has("const")) {
            return Optional.of(Arrays.asList(schema.value("const")));
        }
        return schema.has("enum") ? Optional.of(schema.list("enum")) : Optional.empty();
    }

    /** The values listed, each in a form that equal ones share; empty also where objects or arrays are among them. */
    private static Optional<Set<String>> scalars(Schema schema) {
        return values(schema)
                .filter(values -> values.stream().noneMatch(value -> value instanceof Map || value instanceof List))
                .map(values -> values.stream().map(Exclusion::spelling).collect(Collectors.toSet()));
    }

    private static String spelling(Object value) {
        return switch (value) {
            case null -> "null";
            case Number number ->
                new BigDecimal(number.toString()).stripTrailingZeros().toString();
            case String text -> '"' + text;
            default -> value.toString();
        };
    }

    private static Set<String> requiredByBoth(Schema one, Schema other) {
        Set<String> names = new LinkedHashSet<>(required(one));
        names.retainAll(required(other));
        return names;
    }

    /** The declared properties that are required. */
    private static Set<String> required(Schema schema) {
        if (!schema.has("required") || !schema.has("properties")) {
            return Set.of();
        }
        Set<String> names = schema.names("required");
        names.retainAll(schema.schemas("properties").keySet());
        return names;
    }

    private static Schema property(Schema schema, String name) {
        return Schema.of(schema.schemas("properties").get(name), schema.pointer("properties", name));
    }
}
