package org.spikingbrain4j.langchain4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.json.JsonAnyOfSchema;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNullSchema;
import dev.langchain4j.model.chat.request.json.JsonNumberSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonReferenceSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON schemas of LangChain4j as JSON. */
final class Schemas {
    /** Of a tool without parameters. */
    static final Map<String, Object> NO_PARAMETERS = Map.of("type", "object", "properties", Map.of());

    private static final ObjectReader OBJECTS = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(new TypeReference<LinkedHashMap<String, Object>>() {});

    private Schemas() {}

    /**
     * @throws UnsupportedFeatureException where an element is of a kind that no version of LangChain4j had when this was written
     * @throws InvalidRequestException where a raw schema is no JSON object
     */
    static Map<String, Object> of(JsonSchemaElement element) {
        if (element instanceof JsonRawSchema raw) {
            return raw(raw);
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        switch (element) {
            case JsonObjectSchema object -> addObject(schema, object);
            case JsonArraySchema array -> {
                schema.put("type", "array");
                if (array.items() != null) {
                    schema.put("items", of(array.items()));
                }
            }
            case JsonEnumSchema values -> {
                schema.put("type", "string");
                schema.put("enum", values.enumValues());
            }
            case JsonStringSchema _ -> schema.put("type", "string");
            case JsonIntegerSchema _ -> schema.put("type", "integer");
            case JsonNumberSchema _ -> schema.put("type", "number");
            case JsonBooleanSchema _ -> schema.put("type", "boolean");
            case JsonNullSchema _ -> schema.put("type", "null");
            case JsonAnyOfSchema any -> schema.put("anyOf", all(any.anyOf()));
            case JsonReferenceSchema reference -> schema.put("$ref", "#/$defs/" + reference.reference());
            default ->
                throw Failures.unsupported(
                        "schemas of type " + element.getClass().getSimpleName(), "write the schema as a JsonRawSchema");
        }
        if (element.description() != null) {
            schema.put("description", element.description());
        }
        return schema;
    }

    private static void addObject(Map<String, Object> schema, JsonObjectSchema object) {
        schema.put("type", "object");
        schema.put("properties", all(object.properties()));
        if (!object.required().isEmpty()) {
            schema.put("required", object.required());
        }
        if (object.additionalProperties() != null) {
            schema.put("additionalProperties", object.additionalProperties());
        }
        if (!object.definitions().isEmpty()) {
            schema.put("$defs", all(object.definitions()));
        }
    }

    private static Map<String, Object> all(Map<String, JsonSchemaElement> elements) {
        Map<String, Object> schemas = new LinkedHashMap<>();
        elements.forEach((name, element) -> schemas.put(name, of(element)));
        return schemas;
    }

    private static List<Map<String, Object>> all(List<JsonSchemaElement> elements) {
        return elements.stream().map(Schemas::of).toList();
    }

    private static Map<String, Object> raw(JsonRawSchema schema) {
        try {
            return OBJECTS.readValue(schema.schema());
        } catch (JsonProcessingException e) {
            throw new InvalidRequestException("JsonRawSchema: expected a JSON object, found " + schema.schema(), e);
        }
    }
}
