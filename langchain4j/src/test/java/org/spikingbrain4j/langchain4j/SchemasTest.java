package org.spikingbrain4j.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.json.JsonAnyOfSchema;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNullSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonReferenceSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemasTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void everyKindOfElement() throws JsonProcessingException {
        JsonSchemaElement schema = JsonObjectSchema.builder()
                .description("a ship")
                .addStringProperty("name", "as painted on it")
                .addProperty("masts", JsonIntegerSchema.builder().build())
                .addNumberProperty("length")
                .addBooleanProperty("afloat")
                .addProperty(
                        "kind",
                        JsonEnumSchema.builder().enumValues("bark", "brig").build())
                .addProperty(
                        "crew",
                        JsonArraySchema.builder()
                                .items(JsonReferenceSchema.builder()
                                        .reference("man")
                                        .build())
                                .build())
                .addProperty(
                        "captain",
                        JsonAnyOfSchema.builder()
                                .anyOf(new JsonStringSchema(), new JsonNullSchema())
                                .build())
                .addProperty("cargo", JsonRawSchema.from("{\"type\": \"array\", \"maxItems\": 3}"))
                .required("name", "kind")
                .additionalProperties(false)
                .definitions(Map.of(
                        "man",
                        JsonObjectSchema.builder().addStringProperty("name").build()))
                .build();

        assertThat(JSON.writeValueAsString(Schemas.of(schema)))
                .isEqualTo(JSON.readTree("""
                        {"type": "object",
                         "properties": {
                           "name": {"type": "string", "description": "as painted on it"},
                           "masts": {"type": "integer"},
                           "length": {"type": "number"},
                           "afloat": {"type": "boolean"},
                           "kind": {"type": "string", "enum": ["bark", "brig"]},
                           "crew": {"type": "array", "items": {"$ref": "#/$defs/man"}},
                           "captain": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                           "cargo": {"type": "array", "maxItems": 3}},
                         "required": ["name", "kind"],
                         "additionalProperties": false,
                         "$defs": {"man": {"type": "object", "properties": {"name": {"type": "string"}}}},
                         "description": "a ship"}
                        """).toString());
    }

    @Test
    void aRawSchemaThatIsNoObjectIsRefused() {
        assertThatThrownBy(() -> Schemas.of(JsonRawSchema.from("[1]")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("expected a JSON object, found [1]");
    }

    @Test
    void anElementOfAnotherKindIsRefused() {
        JsonSchemaElement other = () -> "of the next version";

        assertThatThrownBy(() -> Schemas.of(other))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("not supported")
                .hasMessageContaining("JsonRawSchema");
    }
}
