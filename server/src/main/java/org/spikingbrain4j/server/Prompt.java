package org.spikingbrain4j.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.spikingbrain4j.tokenizer.Pace;

/**
 * A prompt, given as text or as tokens.
 *
 * @param text as it was given, or as the tokens spell it
 * @param tokens as the model reads it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Prompt(String text, int[] tokens) {
    /**
     * The prompts in a field that is a string, a list of strings, a list of tokens or a list of such lists.
     *
     * @param pace encodes and decodes
     * @throws ApiException where it is something else, empty, or one is too long
     */
    static List<Prompt> read(Fields fields, String name, ServedModel model, Pace pace) {
        JsonNode given = fields.required(name);
        String path = fields.path(name);
        if (given.isTextual()) {
            return List.of(ofText(path, given, model, pace));
        }
        List<JsonNode> elements = Fields.array(path, given);
        if (elements.isEmpty()) {
            throw fields.invalid(name, "at least one prompt", "an empty array");
        }
        if (elements.getFirst().isNumber()) {
            return List.of(ofTokens(path, given, model, pace));
        }
        if (elements.size() > model.limits().choices()) {
            throw fields.invalid(
                    name, "at most %d prompts".formatted(model.limits().choices()), elements.size());
        }
        List<Prompt> prompts = new ArrayList<>();
        for (JsonNode element : elements) {
            String place = "%s[%d]".formatted(path, prompts.size());
            prompts.add(
                    element.isArray() ? ofTokens(place, element, model, pace) : ofText(place, element, model, pace));
        }
        return prompts;
    }

    /** The tokens in an array. */
    static int[] tokens(String path, JsonNode array, ServedModel model) {
        int vocabulary = model.text().model().config().vocabularySize();
        List<JsonNode> elements = Fields.array(path, array);
        int[] tokens = new int[elements.size()];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = (int) Fields.integer("%s[%d]".formatted(path, i), elements.get(i), 0, vocabulary - 1);
        }
        return tokens;
    }

    /** Whether the first token is a part of the text, not one that the tokenizer puts before it. */
    boolean showsFirst(ServedModel model) {
        boolean special = model.tokenizer().isSpecial(tokens[0]);
        return !text.isEmpty() && (!special || text.startsWith(model.texts().text(tokens[0])));
    }

    private static Prompt ofText(String path, JsonNode value, ServedModel model, Pace pace) {
        String text = Fields.string(path, value);
        return new Prompt(text, model.requireFitting(path, model.text().encodePrompt(text, pace)));
    }

    private static Prompt ofTokens(String path, JsonNode array, ServedModel model, Pace pace) {
        int[] tokens = tokens(path, array, model);
        if (tokens.length == 0) {
            throw Fields.invalidValue(path, "at least one token", "an empty array");
        }
        model.requireFitting(path, tokens);
        return new Prompt(pace.get(() -> model.tokenizer().decode(tokens, false)), tokens);
    }
}
