package org.spikingbrain4j.inference;

import java.util.ArrayList;
import java.util.List;
import org.spikingbrain4j.model.ContextOverflowException;
import org.spikingbrain4j.tokenizer.ChatMessage;
import org.spikingbrain4j.tokenizer.ChatTemplate;

/**
 * A conversation. Every turn renders all messages with the model's chat template, and reads only the tokens that its
 * {@link PrefixCache} does not know. Not safe for use by several threads; sessions that share a cache are independent.
 */
public final class ChatSession implements AutoCloseable {
    private final TextModel model;
    private final ChatTemplate template;
    private final Generator generator;
    private final PrefixCache cache;
    private final boolean ownsCache;
    private final List<ChatMessage> opening;
    private final List<ChatMessage> messages;

    private ChatSession(TextModel model, List<ChatMessage> opening, PrefixCache cache, boolean ownsCache) {
        this.model = model;
        this.template = template(model);
        this.generator = Generator.ofTurns(model);
        this.cache = cache;
        this.ownsCache = ownsCache;
        this.opening = List.copyOf(opening);
        this.messages = new ArrayList<>(opening);
    }

    /**
     * Begins a conversation without messages.
     *
     * @param model stays the caller's
     * @throws MissingChatTemplateException where the model has no chat template
     */
    public static ChatSession open(TextModel model) {
        return open(model, List.of());
    }

    /**
     * Begins a conversation with a cache of its own, {@link PrefixCacheOptions#DEFAULT}.
     *
     * @param model stays the caller's
     * @param opening messages to begin with, for example a system message; {@link #reset} goes back to them
     * @throws MissingChatTemplateException where the model has no chat template
     */
    public static ChatSession open(TextModel model, List<ChatMessage> opening) {
        return new ChatSession(model, opening, PrefixCache.open(model, PrefixCacheOptions.DEFAULT), true);
    }

    /**
     * Begins a conversation that shares what was read with others.
     *
     * @param model stays the caller's
     * @param opening messages to begin with, for example a system message; {@link #reset} goes back to them
     * @param cache of this model; stays the caller's
     * @throws MissingChatTemplateException where the model has no chat template
     */
    public static ChatSession open(TextModel model, List<ChatMessage> opening, PrefixCache cache) {
        return new ChatSession(model, opening, cache, false);
    }

    /**
     * Answers the user. The turn becomes part of the conversation once a token was generated, also where the answer was cut
     * off or cancelled; else, and after an exception, the conversation is as before. What was read is not read again either way.
     *
     * @throws ContextOverflowException where the conversation does not fit a full-attention model
     */
    public GenerationResult reply(
            String userText, GenerationOptions options, GenerationListener listener, Cancellation cancellation) {
        List<ChatMessage> turn = new ArrayList<>(messages);
        turn.add(ChatMessage.user(userText));
        int[] prompt = model.tokenizer().encode(template.render(turn, true));
        GenerationResult result = generator.generate(cache, prompt, options, listener, cancellation);
        if (result.tokens().length > 0) {
            turn.add(ChatMessage.assistant(result.text()));
            messages.clear();
            messages.addAll(turn);
        }
        return result;
    }

    /** The conversation so far. */
    public List<ChatMessage> messages() {
        return List.copyOf(messages);
    }

    /** Goes back to the messages it was opened with. */
    public void reset() {
        messages.clear();
        messages.addAll(opening);
    }

    /** Frees what it keeps, but not a shared cache. Closing twice is harmless. */
    @Override
    public void close() {
        if (ownsCache) {
            cache.close();
        }
    }

    static ChatTemplate template(TextModel model) {
        return model.tokenizer()
                .chatTemplate()
                .orElseThrow(
                        () -> new MissingChatTemplateException(
                                "the model has no chat template (chat_template in tokenizer_config.json, or chat_template.jinja), so it was not made for conversations; use generate"));
    }
}
