package org.spikingbrain4j.grammar;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes rules of a JSON schema; what they let through is valid under it. Narrower than the schema, since a model needs one way, not
 * all: {@link Grammar#jsonSchema} says how.
 */
final class SchemaRules {
    private static final Set<JsonType> ALL_TYPES = Set.of();

    /** Schemas within each other, references followed: the stack has its end. */
    private static final int MOST_LEVELS = 256;

    private final JsonRules json = new JsonRules();
    private final SchemaPointers pointers;
    private final Exclusion exclusion;
    private final Map<String, Rule.Reference> referenced = new HashMap<>();

    private SchemaRules(Object root) {
        this.pointers = new SchemaPointers(root);
        this.exclusion = new Exclusion(pointers);
    }

    /**
     * @throws SchemaException where it is broken, cannot be satisfied or cannot be enforced
     */
    static Rule of(Map<String, Object> schema) {
        return new SchemaRules(schema).rule(schema, "", 0);
    }

    private Rule rule(Object value, String pointer, int levels) {
        if (levels > MOST_LEVELS) {
            throw SchemaException.at(pointer, "expected schemas nested at most %d levels deep".formatted(MOST_LEVELS));
        }
        if (Boolean.TRUE.equals(value)) {
            return json.value();
        }
        Schema schema = Schema.of(value, pointer);
        Optional<String> combining = schema.combining();
        return combining.isPresent() ? combined(schema, combining.get(), levels + 1) : typed(schema, levels + 1);
    }

    private Rule combined(Schema schema, String keyword, int levels) {
        return switch (keyword) {
            case "$ref" -> reference(schema, levels);
            case "anyOf" -> anyOf(schema, keyword, levels);
            case "oneOf" -> {
                requireExclusive(schema);
                yield anyOf(schema, keyword, levels);
            }
            case "allOf" -> {
                if (schema.list(keyword).size() != 1) {
                    throw schema.wrong(keyword, "only a list of one schema is supported; write them as one");
                }
                yield anyOf(schema, keyword, levels);
            }
            case "const" -> values(schema, keyword, Arrays.asList(schema.value(keyword)));
            default -> values(schema, keyword, schema.list(keyword));
        };
    }

    /** The definition may hold the reference, so it gets its rule before that is made. */
    private Rule reference(Schema schema, int levels) {
        String pointer = pointers.pointer(schema);
        Rule.Reference known = referenced.get(pointer);
        if (known == null) {
            known = new Rule.Reference();
            referenced.put(pointer, known);
            known.bind(rule(pointers.resolve(schema, pointer), pointer, levels));
        }
        return known;
    }

    private Rule anyOf(Schema schema, String keyword, int levels) {
        List<Object> alternatives = schema.list(keyword);
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < alternatives.size(); i++) {
            rules.add(rule(alternatives.get(i), schema.pointer(keyword, i), levels));
        }
        return new Rule.Choice(rules);
    }

    private void requireExclusive(Schema schema) {
        List<Object> values = schema.list("oneOf");
        List<Schema> alternatives = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            alternatives.add(Schema.of(values.get(i), schema.pointer("oneOf", i)));
        }
        for (int i = 0; i < alternatives.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (!exclusion.between(alternatives.get(j), alternatives.get(i))) {
                    throw schema.wrong(
                            "oneOf",
                            "a value may be valid under %d and %d at once; use anyOf, or require a property with another const in each"
                                    .formatted(j, i));
                }
            }
        }
    }

    private static Rule values(Schema schema, String keyword, List<Object> values) {
        Set<JsonType> types = schema.has("type") ? schema.types() : ALL_TYPES;
        List<Rule> rules = values.stream()
                .filter(value -> types.isEmpty() || types.stream().anyMatch(type -> type.holds(JsonType.of(value))))
                .map(JsonRules::constant)
                .toList();
        if (rules.isEmpty()) {
            throw schema.wrong(keyword, "no value has the type " + schema.value("type"));
        }
        return new Rule.Choice(rules);
    }

    private Rule typed(Schema schema, int levels) {
        Set<JsonType> types = new LinkedHashSet<>(schema.types());
        if (types.isEmpty()) {
            return json.value();
        }
        if (types.contains(JsonType.NUMBER)) {
            types.remove(JsonType.INTEGER);
        }
        return new Rule.Choice(
                types.stream().map(type -> ofType(type, schema, levels)).toList());
    }

    private Rule ofType(JsonType type, Schema schema, int levels) {
        return switch (type) {
            case OBJECT -> object(schema, levels);
            case ARRAY -> array(schema, levels);
            case STRING -> {
                int shortest = schema.count("minLength", 0);
                int longest = schema.count("maxLength", Rule.Repeat.UNLIMITED);
                requireOrder(schema, "minLength", shortest, longest);
                yield json.text(shortest, longest);
            }
            case NUMBER -> number(schema, false);
            case INTEGER -> number(schema, true);
            case BOOLEAN -> new Rule.Choice(List.of(JsonRules.literal("true"), JsonRules.literal("false")));
            case NULL -> JsonRules.literal("null");
        };
    }

    private Rule object(Schema schema, int levels) {
        Map<String, Object> properties = schema.has("properties") ? schema.schemas("properties") : Map.of();
        Set<String> required = schema.has("required") ? schema.names("required") : Set.of();
        Optional<Rule> others = otherMembers(schema, levels);
        List<JsonRules.Member> members = new ArrayList<>();
        properties.forEach((name, value) -> {
            boolean needed = required.contains(name);
            if (!Boolean.FALSE.equals(value)) {
                Rule rule = rule(value, schema.pointer("properties", name), levels);
                members.add(new JsonRules.Member(name, rule, needed));
            } else if (needed) {
                throw schema.wrong("required", "'%s' is required, but its schema is false".formatted(name));
            }
        });
        for (String name : required) {
            if (!properties.containsKey(name)) {
                members.add(new JsonRules.Member(name, undeclared(schema, name, others), true));
            }
        }
        boolean declaredOnly = schema.has("properties") && !schema.has("additionalProperties");
        return json.object(members, declaredOnly ? Optional.empty() : others);
    }

    private static Rule undeclared(Schema schema, String name, Optional<Rule> others) {
        return others.orElseThrow(
                () -> schema.wrong("required", "'%s' is required, but additionalProperties is false".formatted(name)));
    }

    private Optional<Rule> otherMembers(Schema schema, int levels) {
        String keyword = "additionalProperties";
        Object others = schema.has(keyword) ? schema.value(keyword) : Boolean.TRUE;
        return Boolean.FALSE.equals(others)
                ? Optional.empty()
                : Optional.of(rule(others, schema.pointer(keyword), levels));
    }

    private Rule array(Schema schema, int levels) {
        List<Rule> beginning = new ArrayList<>();
        for (Object element : schema.has("prefixItems") ? schema.list("prefixItems") : List.of()) {
            beginning.add(rule(element, schema.pointer("prefixItems", beginning.size()), levels));
        }
        int least = schema.count("minItems", 0);
        int most = schema.count("maxItems", Rule.Repeat.UNLIMITED);
        requireOrder(schema, "minItems", least, most);
        Object items = schema.has("items") ? schema.value("items") : Boolean.TRUE;
        boolean beginningOnly = !beginning.isEmpty() && !schema.has("items") && least <= beginning.size();
        if (Boolean.FALSE.equals(items) || beginningOnly) {
            requireOrder(schema, "minItems", least, beginning.size());
            return json.array(beginning, Optional.empty(), least, Math.min(most, beginning.size()));
        }
        return json.array(beginning, Optional.of(rule(items, schema.pointer("items"), levels)), least, most);
    }

    private Rule number(Schema schema, boolean integer) {
        Rule.Number rule = new Rule.Number(new NumberRange(
                integer,
                stricter(schema.limit("minimum"), schema.limit("exclusiveMinimum"), 1),
                stricter(schema.limit("maximum"), schema.limit("exclusiveMaximum"), -1)));
        if (!NumberAt.begin(rule).possible()) {
            throw schema.wrong(
                    schema.has("minimum") ? "minimum" : "exclusiveMinimum",
                    "no number of at most %d digits is within the limits".formatted(NumberRange.MOST_DIGITS));
        }
        return rule;
    }

    /** @param sign 1: the larger limit is stricter; -1: the smaller one */
    private static Optional<NumberRange.Limit> stricter(
            Optional<BigDecimal> inclusive, Optional<BigDecimal> exclusive, int sign) {
        boolean takeExclusive = exclusive.isPresent()
                && (inclusive.isEmpty() || sign * exclusive.get().compareTo(inclusive.get()) >= 0);
        return takeExclusive
                ? exclusive.map(limit -> new NumberRange.Limit(limit, true))
                : inclusive.map(limit -> new NumberRange.Limit(limit, false));
    }

    private static void requireOrder(Schema schema, String keyword, int least, int most) {
        if (least > most) {
            throw schema.wrong(keyword, "expected at most %d, found %d".formatted(most, least));
        }
    }
}
