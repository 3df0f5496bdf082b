package org.spikingbrain4j.inference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.spikingbrain4j.grammar.Grammar;
import org.spikingbrain4j.grammar.SchemaException;
import org.spikingbrain4j.grammar.TokenMasks;
import org.spikingbrain4j.model.InvalidInputException;

/**
 * The grammars of answers that must be JSON or calls. The last ones are kept, with what was found out about tokens in them: clients
 * ask for the same thing again and again. Safe for use by several threads.
 */
final class ChatGrammars {
    private static final int MOST_KEPT = 16;
    private static final int MOST_CALLS = 16;
    private static final List<String> SAY_THE_TYPE =
            List.of("type", "$ref", "anyOf", "oneOf", "allOf", "const", "enum");
    private static final JsonMapper MAPPER = new JsonMapper();

    private final TextModel model;
    private final Map<String, TokenMasks> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TokenMasks> eldest) {
            return size() > MOST_KEPT;
        }
    };

    ChatGrammars(TextModel model) {
        this.model = model;
    }

    /**
     * What the answer must be; empty where it may be anything.
     *
     * @throws SchemaException where a schema asks for what cannot be enforced
     */
    Optional<TokenMasks> of(ChatRequest request) {
        List<ToolDefinition> tools = request.tools();
        return switch (request.toolChoice()) {
            case ToolChoice.Required _ -> Optional.of(calls(tools, MOST_CALLS));
            case ToolChoice.Named(String name) ->
                Optional.of(calls(
                        tools.stream().filter(tool -> tool.name().equals(name)).toList(), 1));
            case ToolChoice.None _ -> format(request.format(), List.of());
            case ToolChoice.Auto _ -> format(request.format(), tools);
        };
    }

    private TokenMasks calls(List<ToolDefinition> tools, int most) {
        return masks(List.of("calls", tools, most), () -> {
            List<Grammar> calls = tools.stream()
                    .map(tool -> call(Grammar.jsonConstant(tool.name()), arguments(tool)))
                    .toList();
            return Grammar.choice(calls).repeated("\n", 1, most);
        });
    }

    /** @param tools that the model may call instead; what arguments they get is its own affair then */
    private Optional<TokenMasks> format(ResponseFormat format, List<ToolDefinition> tools) {
        List<String> names = tools.stream().map(ToolDefinition::name).toList();
        return switch (format) {
            case ResponseFormat.Text _ -> Optional.empty();
            case ResponseFormat.JsonObject _ ->
                Optional.of(masks(List.of("object", names), () -> orCalls(Grammar.jsonObject(), names)));
            case ResponseFormat.JsonSchema(Map<String, Object> schema) ->
                Optional.of(masks(List.of("schema", schema, names), () -> orCalls(Grammar.jsonSchema(schema), names)));
        };
    }

    private static Grammar orCalls(Grammar grammar, List<String> names) {
        if (names.isEmpty()) {
            return grammar;
        }
        Grammar name = Grammar.choice(names.stream().map(Grammar::jsonConstant).toList());
        return Grammar.choice(List.of(grammar, call(name, Grammar.jsonObject()).repeated("\n", 1, MOST_CALLS)));
    }

    /** With the spaces that models have learned. */
    private static Grammar call(Grammar name, Grammar arguments) {
        return Grammar.sequence(
                Grammar.text(ToolCallParser.OPEN + "\n{\"name\": "),
                name,
                Grammar.text(", \"arguments\": "),
                arguments,
                Grammar.text("}\n" + ToolCallParser.CLOSE));
    }

    private static Grammar arguments(ToolDefinition tool) {
        Map<String, Object> schema = new LinkedHashMap<>(tool.parameters());
        if (SAY_THE_TYPE.stream().noneMatch(schema::containsKey)) {
            schema.put("type", "object");
        }
        try {
            Grammar grammar = Grammar.jsonSchema(schema);
            if (!grammar.beginsWith('{')) {
                throw new SchemaException("schema: expected one of an object");
            }
            return grammar;
        } catch (SchemaException e) {
            throw new SchemaException("tool '%s': %s".formatted(tool.name(), e.getMessage()));
        }
    }

    /** @param key what the grammar is made of; written as JSON, since the order of properties matters */
    private TokenMasks masks(Object key, Supplier<Grammar> grammar) {
        String written;
        try {
            written = MAPPER.writeValueAsString(key);
        } catch (JsonProcessingException e) {
            throw new InvalidInputException("schema: expected JSON values: " + e.getOriginalMessage());
        }
        synchronized (kept) {
            TokenMasks known = kept.get(written);
            if (known != null) {
                return known;
            }
        }
        TokenMasks made = TokenMasks.of(model.tokenVocabulary(), grammar.get());
        synchronized (kept) {
            kept.put(written, made);
        }
        return made;
    }
}
