package org.spikingbrain4j.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Arrays;
import java.util.Optional;
import org.spikingbrain4j.inference.ChatRequest;
import org.spikingbrain4j.inference.GenerationOptions;
import org.spikingbrain4j.inference.ResponseFormat;
import org.spikingbrain4j.tokenizer.Pace;
import org.spikingbrain4j.tokenizer.SpecialToken;
import org.spikingbrain4j.tokenizer.Tokenizer;

/** {@code /tokenize}, {@code /detokenize} and {@code /tokenizer_info} in vLLM's shapes, so that clients need no tokenizer of their own. */
final class Tokenization {
    private static final String PROMPT = "prompt";

    private final Parts parts;

    Tokenization(Parts parts) {
        this.parts = parts;
    }

    void tokenize(ServerRequest request, ServerResponse response) {
        ObjectNode body = parts.body().object(request);
        try (Work work = parts.work().begin()) {
            Answers.send(response, tokens(Fields.of(body), parts.texts().during(work)));
        }
    }

    private ObjectNode tokens(Fields fields, Pace pace) {
        parts.model().check(fields);
        boolean strings = fields.flag("return_token_strs", false);
        int[] tokens = fields.value(PROMPT).isPresent() ? promptTokens(fields, pace) : chatTokens(fields, pace);
        fields.finish();
        ObjectNode json = Json.object().put("count", tokens.length);
        json.put("max_model_len", parts.model().contextLength());
        ArrayNode ids = json.putArray("tokens");
        Arrays.stream(tokens).forEach(ids::add);
        if (strings) {
            ArrayNode texts = json.putArray("token_strs");
            Arrays.stream(tokens).mapToObj(parts.model().texts()::text).forEach(texts::add);
        } else {
            json.putNull("token_strs");
        }
        return json;
    }

    void detokenize(ServerRequest request, ServerResponse response) {
        Fields fields = Fields.of(parts.body().object(request));
        parts.model().check(fields);
        int[] tokens = Prompt.tokens("tokens", fields.required("tokens"), parts.model());
        fields.finish();
        String text = parts.texts().get(() -> parts.model().tokenizer().decode(tokens, false));
        Answers.send(response, Json.object().put(PROMPT, text));
    }

    void info(ServerRequest request, ServerResponse response) {
        Tokenizer tokenizer = parts.model().tokenizer();
        ObjectNode json = Json.object();
        json.put("tokenizer_class", tokenizer.className().orElse("PreTrainedTokenizerFast"));
        put(json, "bos_token", tokenizer.beginOfText().map(SpecialToken::text));
        put(json, "eos_token", tokenizer.endOfText().map(SpecialToken::text).or(this::stopToken));
        put(json, "pad_token", tokenizer.padding().map(SpecialToken::text));
        json.put("model_max_length", parts.model().contextLength());
        put(json, "chat_template", tokenizer.chatTemplate().map(template -> template.text()));
        Answers.send(response, json);
    }

    private int[] promptTokens(Fields fields, Pace pace) {
        boolean special = fields.flag("add_special_tokens", true);
        return parts.model().tokenizer().encode(fields.requiredString(PROMPT), special, pace);
    }

    private int[] chatTokens(Fields fields, Pace pace) {
        fields.allow("add_special_tokens", false);
        fields.allow("add_generation_prompt", true);
        fields.allow("continue_final_message", false);
        fields.refuse("chat_template", "chat_template_kwargs");
        if (fields.value("messages").isEmpty()) {
            throw fields.missing(PROMPT);
        }
        ToolFields tools = ToolFields.read(fields);
        ChatRequest chat = new ChatRequest(
                MessageFields.read(fields),
                tools.tools(),
                tools.choice(),
                new ResponseFormat.Text(),
                GenerationOptions.DEFAULT,
                Optional.empty(),
                "tokenize");
        return parts.model().chat().prompt(chat, pace);
    }

    /** Of a model whose tokenizer names none. */
    private Optional<String> stopToken() {
        return parts.model().text().stopTokens().stream()
                .sorted()
                .findFirst()
                .map(parts.model().texts()::text);
    }

    private static void put(ObjectNode json, String name, Optional<String> text) {
        text.ifPresentOrElse(found -> json.put(name, found), () -> json.putNull(name));
    }
}
