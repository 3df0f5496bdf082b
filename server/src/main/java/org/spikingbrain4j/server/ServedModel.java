package org.spikingbrain4j.server;

import java.time.Instant;
import org.spikingbrain4j.checkpoint.TransformerConfig;
import org.spikingbrain4j.inference.ChatService;
import org.spikingbrain4j.inference.Scheduler;
import org.spikingbrain4j.inference.TextModel;
import org.spikingbrain4j.tokenizer.Tokenizer;

/** The model behind the API, under its name. */
final class ServedModel {
    private final String name;
    private final Scheduler scheduler;
    private final ChatService chat;
    private final TokenTexts texts;
    private final Limits limits;
    private final Instant created = Instant.now();

    /** @param scheduler stays the caller's */
    ServedModel(String name, Scheduler scheduler, Limits limits) {
        this.name = name;
        this.scheduler = scheduler;
        this.chat = new ChatService(scheduler);
        this.texts = new TokenTexts(scheduler.model().tokenizer());
        this.limits = limits;
    }

    String name() {
        return name;
    }

    TextModel text() {
        return scheduler.model();
    }

    Tokenizer tokenizer() {
        return text().tokenizer();
    }

    Scheduler scheduler() {
        return scheduler;
    }

    ChatService chat() {
        return chat;
    }

    TokenTexts texts() {
        return texts;
    }

    Limits limits() {
        return limits;
    }

    /** Since when it is served, in seconds of Unix time. */
    long created() {
        return created.getEpochSecond();
    }

    /** Most tokens of a prompt. */
    int contextLength() {
        return text().model().config() instanceof TransformerConfig transformer
                ? Math.min(limits.promptTokens(), transformer.maxPositions())
                : limits.promptTokens();
    }

    /**
     * Takes the field {@code model}, which may be missing: there is only one.
     *
     * @throws ApiException where it names another model
     */
    void check(Fields fields) {
        fields.string("model").ifPresent(this::check);
    }

    /**
     * @throws ApiException where it is the name of another model
     */
    void check(String asked) {
        if (!asked.equals(name)) {
            throw ApiException.modelNotFound(asked, name);
        }
    }

    /**
     * @throws ApiException where there are more tokens than allowed
     */
    int[] requireFitting(String field, int[] tokens) {
        if (tokens.length > limits.promptTokens()) {
            throw ApiException.field(
                    field,
                    "context_length_exceeded",
                    "%s: %d tokens are more than the %d that are allowed here; upload long documents to /v1/memories."
                            .formatted(field, tokens.length, limits.promptTokens()));
        }
        return tokens;
    }
}
