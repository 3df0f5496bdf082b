package org.spikingbrain4j.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.spikingbrain4j.inference.ToolChoice;
import org.spikingbrain4j.inference.ToolDefinition;

/** The fields {@code tools} and {@code tool_choice}: functions that the model may ask to be called. */
final class ToolFields {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final Map<String, Object> NO_PARAMETERS = Map.of("type", "object", "properties", Map.of());

    private ToolFields() {}

    /**
     * @throws ApiException where a tool is not as it must be
     */
    static List<ToolDefinition> tools(Fields fields) {
        List<ToolDefinition> tools = new ArrayList<>();
        for (JsonNode tool : fields.array("tools")) {
            ToolDefinition read = tool(Fields.of(tool, "%s[%d]".formatted(fields.path("tools"), tools.size())));
            if (named(tools, read.name())) {
                throw fields.invalid("tools", "different names", "%s twice".formatted(read.name()));
            }
            tools.add(read);
        }
        return tools;
    }

    /**
     * @throws ApiException where the choice is unknown, or there is no such tool
     */
    static ToolChoice choice(Fields fields, List<ToolDefinition> tools) {
        JsonNode choice = fields.value("tool_choice").orElse(null);
        if (choice == null) {
            return tools.isEmpty() ? new ToolChoice.None() : new ToolChoice.Auto();
        }
        if (choice.isObject()) {
            return named(Fields.of(choice, fields.path("tool_choice")), tools);
        }
        String name = Fields.string(fields.path("tool_choice"), choice);
        if (tools.isEmpty() && !name.equals("none")) {
            throw fields.invalid("tool_choice", "nothing or none where there are no tools", name);
        }
        return switch (name) {
            case "none" -> new ToolChoice.None();
            case "auto" -> new ToolChoice.Auto();
            case "required" -> new ToolChoice.Required();
            default -> throw fields.invalid("tool_choice", "none, auto, required or an object that names a function", name);
        };
    }

    private static ToolChoice named(Fields choice, List<ToolDefinition> tools) {
        choice.requiredString("type");
        choice.allow("type", "function");
        Fields function = Fields.of(choice.required("function"), choice.path("function"));
        String name = function.requiredString("name");
        function.finish();
        choice.finish();
        if (!named(tools, name)) {
            throw function.invalid("name", "the name of one of the tools", name);
        }
        return new ToolChoice.Named(name);
    }

    private static boolean named(List<ToolDefinition> tools, String name) {
        return tools.stream().anyMatch(tool -> tool.name().equals(name));
    }

    private static ToolDefinition tool(Fields tool) {
        tool.requiredString("type");
        tool.allow("type", "function");
        Fields function = Fields.of(tool.required("function"), tool.path("function"));
        String name = function.requiredString("name");
        if (!NAME.matcher(name).matches()) {
            throw function.invalid("name", "1 to 64 letters, digits, _ and -", name);
        }
        function.flag("strict", false); // arguments follow the schema either way
        ToolDefinition read = new ToolDefinition(
                name,
                function.string("description").orElse(""),
                function.value("parameters")
                        .map(given -> schema(function.path("parameters"), given))
                        .orElse(NO_PARAMETERS));
        function.finish();
        tool.finish();
        return read;
    }

    /** A JSON schema as plain values. */
    static Map<String, Object> schema(String path, JsonNode given) {
        if (!given.isObject()) {
            throw Fields.wrongType(path, "a JSON schema, an object", given);
        }
        return Json.map(given);
    }
}
