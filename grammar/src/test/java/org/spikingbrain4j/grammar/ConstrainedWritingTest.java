package org.spikingbrain4j.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.api.Assumptions;

/** A model that knows nothing writes what is asked for. */
class ConstrainedWritingTest {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @Property(tries = 2000)
    void validUnderAnySchema(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        Map<String, Object> schema = RandomSchema.of(random);
        String text = text(TinyVocabulary.write(grammar(schema), random));

        Set<ValidationMessage> problems = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(MAPPER.valueToTree(schema))
                .validate(MAPPER.readTree(text));
        assertThat(problems)
                .as("%s under %s", text, MAPPER.writeValueAsString(schema))
                .isEmpty();
    }

    @Property(tries = 500)
    void anyJson(@ForAll long seed) throws Exception {
        Random random = new Random(seed);

        assertThat(parse(TinyVocabulary.write(Grammar.json(), random)).isMissingNode())
                .isFalse();
        assertThat(parse(TinyVocabulary.write(Grammar.jsonObject(), random)).isObject())
                .isTrue();
    }

    private static Grammar grammar(Map<String, Object> schema) {
        try {
            return Grammar.jsonSchema(schema);
        } catch (SchemaException e) {
            // Some of the schemas let nothing through.
            Assumptions.assumeThat(e).hasMessageNotContaining("nested more than");
            throw e;
        }
    }

    private static JsonNode parse(byte[] text) throws CharacterCodingException, JsonProcessingException {
        return MAPPER.readTree(text(text));
    }

    private static String text(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }
}
