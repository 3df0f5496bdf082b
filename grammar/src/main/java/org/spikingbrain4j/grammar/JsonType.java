package org.spikingbrain4j.grammar;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The types of JSON schema, with the keywords that say something about values of the type alone. */
enum JsonType {
    OBJECT("properties", "required", "additionalProperties"),
    ARRAY("items", "prefixItems", "minItems", "maxItems"),
    STRING("minLength", "maxLength"),
    NUMBER("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    INTEGER("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    BOOLEAN,
    NULL;

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes an immutable one
    private final List<String> keywords;

    JsonType(String... keywords) {
        this.keywords = List.of(keywords);
    }

    List<String> keywords() {
        return keywords;
    }

    static Optional<JsonType> named(Object name) {
        return Arrays.stream(values())
                .filter(type -> type.toString().equals(name))
                .findFirst();
    }

    /** The most special type of a value. */
    static JsonType of(Object value) {
        return switch (value) {
            case null -> NULL;
            case Map<?, ?> _ -> OBJECT;
            case List<?> _ -> ARRAY;
            case String _ -> STRING;
            case Boolean _ -> BOOLEAN;
            case Double number -> number % 1 == 0 ? INTEGER : NUMBER;
            case Float number -> number % 1 == 0 ? INTEGER : NUMBER;
            case BigDecimal number -> number.stripTrailingZeros().scale() <= 0 ? INTEGER : NUMBER;
            case Number _ -> INTEGER;
            default ->
                throw new SchemaException("schema: expected JSON values, found a "
                        + value.getClass().getName());
        };
    }

    /** Whether values of the other type are of this one too. */
    boolean holds(JsonType other) {
        return this == other || (this == NUMBER && other == INTEGER);
    }

    /** As a schema spells it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
