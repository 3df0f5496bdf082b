package org.spikingbrain4j.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaTest {
    private static final String PERSON = """
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Person", "type": "object",
             "properties": {"name": {"type": "string", "minLength": 1}, "age": {"type": "integer", "minimum": 0, "maximum": 150},
               "tags": {"type": "array", "items": {"enum": ["a", "b"]}, "maxItems": 2}},
             "required": ["name"], "additionalProperties": false}""";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"name\":\"x\"}| true",
                "{\"name\": \"x\", \"age\": 150, \"tags\": [\"a\", \"b\"]}| true",
                "{\"name\":\"x\",\"tags\":[]}| true",
                "{\"age\":3,\"name\":\"x\"}| false",
                "{\"age\":3}| false",
                "{\"name\":\"\"}| false",
                "{\"name\":\"x\",\"age\":151}| false",
                "{\"name\":\"x\",\"age\":-1}| false",
                "{\"name\":\"x\",\"tags\":[\"a\",\"a\",\"a\"]}| false",
                "{\"name\":\"x\",\"tags\":[\"c\"]}| false",
                "{\"name\":\"x\",\"other\":1}| false",
                "{}| false"
            })
    void anObjectOfProperties(String text, boolean valid) {
        assertThat(grammar(PERSON).matches(text)).isEqualTo(valid);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // others with a schema of their own, never a declared name, however spelt
                "{\"properties\":{\"ab\":{\"type\":\"null\"}},\"additionalProperties\":{\"type\":\"integer\"}}| {\"ab\":null,\"a\":1,\"abc\":2}| true",
                "{\"properties\":{\"ab\":{\"type\":\"null\"}},\"additionalProperties\":{\"type\":\"integer\"}}| {\"ab\":1}| false",
                "{\"properties\":{\"ab\":{\"type\":\"null\"}},\"additionalProperties\":{\"type\":\"integer\"}}| {\"a\\u0062\":1}| false",
                "{\"properties\":{\"é\":{\"type\":\"null\"}},\"additionalProperties\":true}| {\"è\":1}| true",
                // no declared properties: any; declared and nothing said of others: none
                "{\"type\":\"object\"}| {\"x\":[1]}| true",
                "{\"type\":\"object\",\"properties\":{}}| {}| true",
                "{\"type\":\"object\",\"properties\":{}}| {\"x\":1}| false",
                "{\"type\":\"object\",\"required\":[\"x\"]}| {\"x\":1,\"y\":2}| true",
                "{\"type\":\"object\",\"required\":[\"x\"]}| {\"y\":2}| false",
                // tuples
                "{\"prefixItems\":[{\"type\":\"integer\"},{\"type\":\"string\"}],\"minItems\":1}| [1]| true",
                "{\"prefixItems\":[{\"type\":\"integer\"},{\"type\":\"string\"}],\"minItems\":1}| []| false",
                "{\"prefixItems\":[{\"type\":\"integer\"}],\"items\":{\"type\":\"null\"},\"maxItems\":3}| [1,null,null]| true",
                "{\"prefixItems\":[{\"type\":\"integer\"}],\"items\":{\"type\":\"null\"},\"maxItems\":2}| [1,null,null]| false",
                "{\"prefixItems\":[{\"type\":\"integer\"}],\"items\":false}| [1,2]| false",
                "{\"prefixItems\":[{\"type\":\"integer\"}],\"minItems\":2}| [1,{}]| true",
                "{\"prefixItems\":[{\"type\":\"integer\"},{\"type\":\"null\"}],\"maxItems\":1}| [1]| true",
                "{\"type\":\"array\",\"maxItems\":0}| []| true",
                "{\"type\":\"array\",\"maxItems\":0}| [1]| false",
                // alternatives
                "{\"anyOf\":[{\"type\":\"integer\"},{\"type\":\"null\"}],\"default\":null}| null| true",
                "{\"anyOf\":[{\"type\":\"integer\"},{\"type\":\"null\"}]}| true| false",
                "{\"type\":[\"string\",\"null\"],\"maxLength\":1}| null| true",
                "{\"type\":[\"string\",\"null\"],\"maxLength\":1}| \"ab\"| false",
                "{\"type\":[\"integer\",\"number\"]}| 1.5| true",
                "{\"enum\":[1,12,\"a\\\"b\",null]}| 12| true",
                "{\"enum\":[1,12,\"a\\\"b\",null]}| \"a\\\"b\"| true",
                "{\"enum\":[1,12]}| 2| false",
                "{\"type\":\"string\",\"enum\":[1,\"x\"]}| 1| false",
                "{\"const\":{\"a\":[1,2]}}| {\"a\":[1,2]}| true",
                "{\"allOf\":[{\"type\":\"null\"}]}| null| true",
                "true| [1]| true",
                // characters, not bytes or UTF-16 units
                "{\"type\":\"string\",\"minLength\":2,\"maxLength\":2}| \"日😀\"| true",
                "{\"type\":\"string\",\"maxLength\":1}| \"\\ud83d\\ude00\"| true",
                "{\"type\":\"string\",\"minLength\":2}| \"\\u0041\"| false",
                "{\"type\":\"string\",\"minLength\":2}| \"abcdef\"| true"
            })
    void keywords(String schema, String text, boolean valid) {
        Grammar grammar = schema.equals("true") ? grammar("{}") : grammar(schema);

        assertThat(grammar.matches(text)).isEqualTo(valid);
    }

    @Test
    void schemasMayNameThemselves() {
        Grammar tree = grammar("""
                {"$ref": "#/$defs/tree", "$defs": {"tree": {"type": "object", "required": ["children"], "additionalProperties": false,
                  "properties": {"children": {"type": "array", "items": {"$ref": "#/$defs/tree"}}}}}}""");
        assertThat(tree.matches("{\"children\":[{\"children\":[]},{\"children\":[]}]}"))
                .isTrue();
        assertThat(tree.matches("{\"children\":[1]}")).isFalse();

        Grammar list = grammar("{\"anyOf\":[{\"type\":\"null\"},{\"properties\":{\"next\":{\"$ref\":\"#\"}}}]}");
        assertThat(list.matches("{\"next\":{\"next\":null}}")).isTrue();
        assertThat(grammar("{\"anyOf\":[{\"$ref\":\"#\"},{\"type\":\"null\"}]}").matches("null"))
                .isTrue();
    }

    @Test
    void theNamesOfDefinitionsAreEscaped() {
        assertThat(grammar("{\"$ref\":\"#/definitions/a~1b%20c~0\",\"definitions\":{\"a/b c~\":{\"type\":\"null\"}}}")
                        .matches("null"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"properties\":{\"a/b\":{\"type\":\"string\",\"pattern\":\"x\"}}}| /properties/a~1b/pattern: this keyword is not supported",
                "{\"items\":{\"type\":\"string\",\"format\":\"date\"}}| /items/format: this keyword",
                "{\"not\":{}}| /not: this keyword",
                "{\"$defs\":{\"a\":{\"if\":{}}},\"$ref\":\"#/$defs/a\"}| /$defs/a/if: this keyword",
                "{\"type\":\"object\",\"anyOf\":[{}]}| /type: this keyword is not supported beside anyOf",
                "{\"type\":\"text\"}| /type: expected object, array,",
                "{\"type\":[]}| /type: expected at least one type",
                "{\"$ref\":\"#/$defs/b\",\"$defs\":{}}| /$ref: there is no '#/$defs/b'",
                "{\"$ref\":\"http://x/y\"}| /$ref: expected #, #/$defs/NAME",
                "{\"$ref\":\"#\"}| every value would have objects and arrays nested more than 32 levels deep",
                "{\"properties\":{\"a\":{\"$ref\":\"#\"}},\"required\":[\"a\"]}| every value would have",
                "{\"oneOf\":[{\"type\":\"integer\"},{\"type\":\"number\"}]}| /oneOf: a value may be valid under 0 and 1 at once",
                "{\"oneOf\":[{},{\"type\":\"number\"}]}| /oneOf: a value may be valid",
                "{\"oneOf\":[{\"const\":1},{\"const\":1.0}]}| /oneOf: a value may be valid",
                "{\"allOf\":[{},{}]}| /allOf: only a list of one schema",
                "{\"enum\":[]}| /enum: expected a list of at least one",
                "{\"type\":\"string\",\"enum\":[1]}| /enum: no value has the type string",
                "{\"type\":\"string\",\"minLength\":3,\"maxLength\":2}| /minLength: expected at most 2, found 3",
                "{\"type\":\"array\",\"minItems\":1.5}| /minItems: expected a whole number",
                "{\"type\":\"integer\",\"minimum\":3,\"maximum\":2}| /minimum: no number",
                "{\"type\":\"number\",\"exclusiveMinimum\":true}| /exclusiveMinimum: expected a number",
                "{\"properties\":{\"a\":5}}| /properties/a: expected a schema, a JSON object, found integer",
                "{\"properties\":[]}| /properties: expected an object of schemas",
                "{\"required\":[1]}| /required: expected a list of strings",
                "{\"required\":[\"x\"],\"additionalProperties\":false}| /required: 'x' is required, but additionalProperties is false",
                "{\"items\":[{}]}| /items: expected a schema, a JSON object, found array",
                "{\"anyOf\":[false]}| /anyOf/0: expected a schema, a JSON object, found boolean false"
            })
    void refused(String schema, String message) {
        assertThatThrownBy(() -> grammar(schema))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("schema: ")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"oneOf\":[{\"type\":\"integer\"},{\"type\":\"string\"}]}",
                "{\"oneOf\":[{\"const\":\"a\"},{\"enum\":[\"b\",1]}]}",
                "{\"oneOf\":[{\"$ref\":\"#/$defs/cat\"},{\"properties\":{\"kind\":{\"const\":\"dog\"}},\"required\":[\"kind\"]}],"
                        + "\"$defs\":{\"cat\":{\"properties\":{\"kind\":{\"const\":\"cat\"}},\"required\":[\"kind\"]}}}"
            })
    void alternativesThatExcludeEachOther(String schema) {
        assertThat(grammar(schema).matches("true")).isFalse();
    }

    @Test
    void optionalPropertiesThatWouldNestTooDeepAreNotBegun() {
        Grammar list = grammar("{\"type\":\"object\",\"properties\":{\"n\":{\"$ref\":\"#\"}}}");

        assertThat(list.matches("{\"n\":".repeat(31) + "{}" + "}".repeat(31))).isTrue();
        assertThat(list.matches("{\"n\":".repeat(32) + "{}" + "}".repeat(32))).isFalse();
    }

    @Test
    void manyPropertiesAreTaken() {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (int i = 0; i < 1000; i++) {
            properties.put("p" + i, Map.of("type", "null"));
        }
        Grammar grammar = Grammar.jsonSchema(Map.of("properties", properties));
        assertThat(grammar.matches("{\"p3\":null,\"p999\":null}")).isTrue();
        assertThat(grammar.matches("{\"p3\":null,\"p2\":null}")).isFalse();

        properties.put("one more", Map.of());
        assertThatThrownBy(() -> Grammar.jsonSchema(Map.of("properties", properties)))
                .isInstanceOf(SchemaException.class)
                .hasMessage("schema: /properties: expected at most 1000, found 1001");
    }

    @Test
    void alternativesThatNobodyCanTellApartEndInAnError() {
        Grammar grammar = grammar("""
                {"anyOf": [{"properties": {"a": {"$ref": "#"}}}, {"properties": {"a": {"$ref": "#"}}}, {"type": "null"}]}""");

        assertThatThrownBy(() -> grammar.matches("{\"a\":".repeat(20)))
                .isInstanceOf(GrammarException.class)
                .hasMessageContaining("more than 4096 ways");
    }

    private static Grammar grammar(String schema) {
        try {
            return Grammar.jsonSchema(new JsonMapper().readValue(schema, new TypeReference<Map<String, Object>>() {}));
        } catch (JsonProcessingException e) {
            throw new AssertionError(schema, e);
        }
    }
}
