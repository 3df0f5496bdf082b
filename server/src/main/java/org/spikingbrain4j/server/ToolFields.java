package org.spikingbrain4j.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.spikingbrain4j.inference.ToolChoice;
import org.spikingbrain4j.inference.ToolDefinition;

/** The fields {@code tools} and {@code tool_choice}: functions that the model may ask to be called. */
record ToolFields(List<ToolDefinition> tools, ToolChoice choice) {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

    /**
     * @throws ApiException where a tool is not as it must be, or the choice among them is unknown
     */
    static ToolFields read(Fields fields) {
        List<ToolDefinition> tools = new ArrayList<>();
        Optional<String> strict = Optional.empty();
        for (JsonNode tool : fields.array("tools")) {
            Fields given = Fields.of(tool, "%s[%d]".formatted(fields.path("tools"), tools.size()));
            given.requiredString("type");
            given.allow("type", "function");
            Fields function = Fields.of(given.required("function"), given.path("function"));
            given.finish();
            if (function.flag("strict", false)) {
                strict = Optional.of(function.path("strict"));
            }
            ToolDefinition read = definition(function);
            if (named(tools, read.name())) {
                throw fields.invalid("tools", "different names", "%s twice".formatted(read.name()));
            }
            tools.add(read);
        }
        ToolChoice choice = choice(fields, tools);
        if (strict.isPresent() && choice instanceof ToolChoice.Auto) {
            throw ApiException.field(
                    strict.get(),
                    "unsupported_value",
                    "%s: where the model chooses whether to call, its arguments are not held to a schema; leave it out, or take tool_choice required."
                            .formatted(strict.get()));
        }
        return new ToolFields(tools, choice);
    }

    private static ToolChoice choice(Fields fields, List<ToolDefinition> tools) {
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
            default ->
                throw fields.invalid("tool_choice", "none, auto, required or an object that names a function", name);
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

    private static ToolDefinition definition(Fields function) {
        String name = function.requiredString("name");
        if (!NAME.matcher(name).matches()) {
            throw function.invalid("name", "1 to 64 letters, digits, _ and -", name);
        }
        ToolDefinition read = new ToolDefinition(
                name,
                function.string("description").orElse(""),
                function.value("parameters")
                        .map(given -> schema(function.path("parameters"), given))
                        .orElse(Map.of()));
        function.finish();
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
