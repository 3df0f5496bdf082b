package org.spikingbrain4j.grammar;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Schemas of every supported keyword, also ones that refer to themselves. */
final class RandomSchema {
    private static final List<String> NAMES = List.of("a", "name", "é", "na\"me", "b c", "日", "");
    private static final List<Object> VALUES =
            List.of("x", "a\"\\\n", "日本", 1, -5, 12, 1.5, true, false, List.of(1, "a"), Map.of("k", List.of()));

    private final Random random;

    private RandomSchema(Random random) {
        this.random = random;
    }

    static Map<String, Object> of(Random random) {
        RandomSchema schemas = new RandomSchema(random);
        Map<String, Object> root = random.nextInt(5) > 0 ? schemas.object(3) : schemas.schema(3);
        root.put("$defs", Map.of("node", schemas.object(1), "leaf", schemas.scalar()));
        return root;
    }

    private Map<String, Object> schema(int levels) {
        return switch (random.nextInt(levels > 0 ? 9 : 3)) {
            case 0, 1 -> scalar();
            case 2 ->
                map(
                        List.of("const", "enum").get(random.nextInt(2)).equals("const")
                                ? Map.of("const", pick(VALUES))
                                : Map.of("enum", List.of(pick(VALUES), pick(VALUES))));
            case 3, 4 -> object(levels);
            case 5 -> array(levels);
            case 6 -> map(Map.of("anyOf", List.of(schema(levels - 1), schema(levels - 1), scalar())));
            case 7 -> map(Map.of("$ref", pick(List.of("#/$defs/node", "#/$defs/leaf"))));
            default -> map(Map.of("type", List.of("integer", "string", "null", "object")));
        };
    }

    private Map<String, Object> object(int levels) {
        Map<String, Object> schema = map(Map.of("type", "object"));
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            String name = pick(NAMES);
            boolean recursive = random.nextInt(4) == 0;
            properties.put(name, recursive ? map(Map.of("$ref", "#/$defs/node")) : schema(levels - 1));
            if (!recursive && random.nextBoolean() && !required.contains(name)) {
                required.add(name);
            }
        }
        if (random.nextInt(5) > 0) {
            schema.put("properties", properties);
        }
        switch (random.nextInt(4)) {
            case 0 -> schema.put("additionalProperties", false);
            case 1 -> schema.put("additionalProperties", scalar());
            case 2 -> schema.put("additionalProperties", true);
            default -> {}
        }
        if (schema.containsKey("properties")) {
            required.removeIf(name -> !properties.containsKey(name));
            schema.put("required", required);
        }
        return schema;
    }

    private Map<String, Object> array(int levels) {
        Map<String, Object> schema = map(Map.of("type", "array"));
        int least = random.nextInt(3);
        if (random.nextBoolean()) {
            schema.put("items", schema(levels - 1));
        }
        if (random.nextInt(3) == 0) {
            schema.put("prefixItems", List.of(schema(levels - 1), scalar()));
        }
        if (random.nextBoolean()) {
            schema.put("minItems", least);
        }
        if (random.nextBoolean()) {
            schema.put("maxItems", least + random.nextInt(3));
        }
        return schema;
    }

    private Map<String, Object> scalar() {
        return switch (random.nextInt(6)) {
            case 0 -> map(Map.of("type", "string", "minLength", random.nextInt(3), "maxLength", 3 + random.nextInt(5)));
            case 1 -> map(Map.of("type", "string", "minLength", random.nextInt(5)));
            case 2 -> {
                int from = random.nextInt(200) - 100;
                yield map(Map.of("type", "integer", "minimum", from, "maximum", from + random.nextInt(50)));
            }
            case 3 -> {
                double from = random.nextInt(2000) / 100.0 - 10;
                yield map(Map.of("type", "number", "exclusiveMinimum", from, "maximum", from + 0.25));
            }
            case 4 -> map(Map.of("type", pick(List.of("boolean", "null", "number", "integer", "string"))));
            default -> map(Map.of("description", "anything flat", "type", List.of("string", "number", "boolean")));
        };
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static Map<String, Object> map(Map<String, Object> keywords) {
        return new LinkedHashMap<>(keywords);
    }
}
