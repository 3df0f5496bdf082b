package org.spikingbrain4j.grammar;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One schema within another: its keywords, all of them known, and where it stands.
 *
 * @param pointer a JSON pointer
 */
record Schema(Map<?, ?> keywords, String pointer) {
    /** Those that say nothing about values. */
    private static final Set<String> SILENT = Set.of(
            "title",
            "description",
            "default",
            "examples",
            "deprecated",
            "readOnly",
            "writeOnly",
            "$schema",
            "$comment",
            "$defs",
            "definitions");

    /** Those that stand alone, beside annotations. */
    static final List<String> COMBINING = List.of("$ref", "anyOf", "oneOf", "allOf", "const", "enum");

    private static final Set<String> KNOWN = Stream.of(
                    SILENT.stream(),
                    COMBINING.stream(),
                    Stream.of("type"),
                    Stream.of(JsonType.values()).flatMap(type -> type.keywords().stream()))
            .flatMap(keywords -> keywords)
            .collect(Collectors.toUnmodifiableSet());

    /** Properties, alternatives, values of one schema. */
    private static final int MOST = 1000;

    private static final int MOST_DIGITS_OF_LIMIT = 400; // a double's, written out

    /**
     * @param value a JSON object
     * @throws SchemaException where it is none, or has a keyword that cannot be enforced
     */
    static Schema of(Object value, String pointer) {
        if (!(value instanceof Map<?, ?> keywords)) {
            throw SchemaException.at(
                    pointer,
                    "expected a schema, a JSON object, found " + JsonType.of(value)
                            + (value instanceof Boolean ? " " + value : ""));
        }
        Schema schema = new Schema(keywords, pointer);
        for (Object keyword : keywords.keySet()) {
            if (!KNOWN.contains(keyword)) {
                throw schema.wrong(
                        String.valueOf(keyword), "this keyword is not supported, and none is ignored; leave it out");
            }
        }
        return schema;
    }

    boolean has(String keyword) {
        return keywords.containsKey(keyword);
    }

    Object value(String keyword) {
        return keywords.get(keyword);
    }

    String pointer(Object... steps) {
        StringBuilder path = new StringBuilder(pointer);
        for (Object step : steps) {
            path.append('/').append(String.valueOf(step).replace("~", "~0").replace("/", "~1"));
        }
        return path.toString();
    }

    SchemaException wrong(String keyword, String problem) {
        return SchemaException.at(pointer(keyword), problem);
    }

    /** The keyword that stands alone, if there is one. */
    Optional<String> combining() {
        List<String> found = COMBINING.stream().filter(this::has).toList();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        String only = found.getFirst();
        boolean values = only.equals("const") || only.equals("enum");
        for (Object keyword : keywords.keySet()) {
            boolean beside = SILENT.contains(keyword) || keyword.equals(only) || (values && keyword.equals("type"));
            if (!beside) {
                throw wrong(String.valueOf(keyword), "this keyword is not supported beside " + only);
            }
        }
        return Optional.of(only);
    }

    /** The types that values may have: those named, else those that the keywords are about, else all. */
    Set<JsonType> types() {
        if (has("type")) {
            Object named = value("type");
            Set<JsonType> types = new LinkedHashSet<>();
            for (Object name : named instanceof List<?> list ? list : List.of(String.valueOf(named))) {
                types.add(JsonType.named(name)
                        .orElseThrow(() -> wrong(
                                "type",
                                "expected object, array, string, number, integer, boolean or null, found " + name)));
            }
            if (types.isEmpty()) {
                throw wrong("type", "expected at least one type, found none");
            }
            return types;
        }
        Set<JsonType> about = new LinkedHashSet<>();
        for (JsonType type : JsonType.values()) {
            if (type != JsonType.INTEGER && type.keywords().stream().anyMatch(this::has)) {
                about.add(type);
            }
        }
        return about;
    }

    /** A non-negative whole number. */
    int count(String keyword, int otherwise) {
        if (!has(keyword)) {
            return otherwise;
        }
        Object value = value(keyword);
        boolean whole = value instanceof Number && JsonType.of(value) == JsonType.INTEGER;
        double number = whole ? ((Number) value).doubleValue() : -1;
        if (number < 0 || number >= Integer.MAX_VALUE) {
            throw wrong(keyword, "expected a whole number from 0 to 2147483646, found " + value);
        }
        return (int) number;
    }

    /** A limit of numbers. */
    Optional<BigDecimal> limit(String keyword) {
        if (!has(keyword)) {
            return Optional.empty();
        }
        try {
            BigDecimal limit = new BigDecimal(String.valueOf(value(keyword)));
            if (value(keyword) instanceof Number
                    && Math.abs((long) limit.scale()) <= MOST_DIGITS_OF_LIMIT
                    && limit.precision() <= MOST_DIGITS_OF_LIMIT) {
                return Optional.of(limit);
            }
        } catch (NumberFormatException e) {
            // Refused below.
        }
        throw wrong(keyword, "expected a number that a double can hold, found " + JsonType.of(value(keyword)));
    }

    /** An object of schemas. */
    Map<String, Object> schemas(String keyword) {
        if (!(value(keyword) instanceof Map<?, ?> map)) {
            throw wrong(keyword, "expected an object of schemas, found " + JsonType.of(value(keyword)));
        }
        requireFew(keyword, map.size());
        Map<String, Object> schemas = new LinkedHashMap<>();
        map.forEach((name, schema) -> schemas.put(String.valueOf(name), schema));
        return schemas;
    }

    /** A list of at least one. */
    List<Object> list(String keyword) {
        if (!(value(keyword) instanceof List<?> list) || list.isEmpty()) {
            throw wrong(keyword, "expected a list of at least one, found " + value(keyword));
        }
        requireFew(keyword, list.size());
        return new ArrayList<>(list); // may hold null, which List.copyOf does not
    }

    /** A list of strings, perhaps empty. */
    Set<String> names(String keyword) {
        if (!(value(keyword) instanceof List<?> list) || !list.stream().allMatch(String.class::isInstance)) {
            throw wrong(keyword, "expected a list of strings, found " + value(keyword));
        }
        requireFew(keyword, list.size());
        return list.stream().map(String.class::cast).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private void requireFew(String keyword, int size) {
        if (size > MOST) {
            throw wrong(keyword, "expected at most %d, found %d".formatted(MOST, size));
        }
    }
}
