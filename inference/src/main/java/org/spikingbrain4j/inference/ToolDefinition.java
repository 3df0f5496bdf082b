package org.spikingbrain4j.inference;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A function that the model may ask to be called.
 *
 * @param description may be empty
 * @param parameters a JSON schema of an object, of maps, lists, strings, numbers and booleans; empty: any object
 */
public record ToolDefinition(String name, String description, Map<String, Object> parameters) {
    /** As chat templates have it, in the words of OpenAI's API. */
    Map<String, Object> inTemplate() {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", name);
        if (!description.isEmpty()) {
            function.put("description", description);
        }
        function.put("parameters", parameters);
        Map<String, Object> tool = new LinkedHashMap<>();
        tool.put("type", "function");
        tool.put("function", function);
        return tool;
    }
}
