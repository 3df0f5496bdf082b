package org.spikingbrain4j.inference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.spikingbrain4j.model.InvalidInputException;

/**
 * A call that the model asks for.
 *
 * @param arguments a JSON object, as the model wrote it
 */
public record ToolCall(String name, String arguments) {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final TypeReference<LinkedHashMap<String, Object>> OBJECT = new TypeReference<>() {};

    /**
     * The call as {@link org.spikingbrain4j.tokenizer.ChatMessage#toolCalls} has it, for the messages that follow.
     *
     * @param id by which the result will name it; few templates write it
     * @throws InvalidInputException where the arguments are no JSON object
     */
    public Map<String, Object> inMessage(Optional<String> id) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", name);
        function.put("arguments", argumentsAsMap());
        Map<String, Object> call = new LinkedHashMap<>();
        id.ifPresent(given -> call.put("id", given));
        call.put("type", "function");
        call.put("function", function);
        return call;
    }

    private Map<String, Object> argumentsAsMap() {
        try {
            Map<String, Object> map = MAPPER.readValue(arguments, OBJECT);
            if (map != null) {
                return map;
            }
        } catch (JsonProcessingException e) {
            // Refused below: the library's message shows what a client sent, over several lines.
        }
        throw new InvalidInputException("arguments of the call of '%s': expected a JSON object".formatted(name));
    }
}
