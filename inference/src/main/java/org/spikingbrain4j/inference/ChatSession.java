package org.spikingbrain4j.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.spikingbrain4j.model.ContextOverflowException;
import org.spikingbrain4j.tokenizer.ChatMessage;
import org.spikingbrain4j.tokenizer.ChatTemplate;

/**
 * A conversation. Every turn renders all messages with the model's chat template, and reads only the tokens that the state
 * has not read before. Not safe for use by several threads.
 */
public final class ChatSession implements AutoCloseable {
    private final TextModel model;
    private final ChatTemplate template;
    private final Generator generator;
    private final ResumableSequence sequence;
    private final List<ChatMessage> opening;
    private final List<ChatMessage> messages;

    private ChatSession(TextModel model, ChatTemplate template, List<ChatMessage> opening) {
        this.model = model;
        this.template = template;
        this.generator = new Generator(model.model(), model::newDecoder, stopTokens(model)::contains);
        this.sequence = new ResumableSequence(model.model()::newState);
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
     * Begins a conversation.
     *
     * @param model stays the caller's
     * @param opening messages to begin with, for example a system message; {@link #reset} goes back to them
     * @throws MissingChatTemplateException where the model has no chat template
     */
    public static ChatSession open(TextModel model, List<ChatMessage> opening) {
        ChatTemplate template = model.tokenizer()
                .chatTemplate()
                .orElseThrow(
                        () -> new MissingChatTemplateException(
                                "the model has no chat template (chat_template in tokenizer_config.json, or chat_template.jinja), so it was not made for conversations; use generate"));
        return new ChatSession(model, template, opening);
    }

    /**
     * Answers the user. The turn becomes part of the conversation once a token was generated, also where the answer was cut
     * off or cancelled; else, and after an exception, the conversation is as before.
     *
     * @throws ContextOverflowException where the conversation does not fit a full-attention model
     */
    public GenerationResult reply(
            String userText, GenerationOptions options, GenerationListener listener, Cancellation cancellation) {
        List<ChatMessage> turn = new ArrayList<>(messages);
        turn.add(ChatMessage.user(userText));
        int[] prompt = model.tokenizer().encode(template.render(turn, true));
        GenerationResult result = generate(prompt, options, listener, cancellation);
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

    /** Frees the state. Closing twice is harmless. */
    @Override
    public void close() {
        sequence.close();
    }

    private GenerationResult generate(
            int[] prompt, GenerationOptions options, GenerationListener listener, Cancellation cancellation) {
        int known = sequence.resume(prompt);
        Prompt rest = new Prompt(
                Arrays.copyOf(prompt, known),
                Arrays.copyOfRange(prompt, known, prompt.length),
                () -> sequence.mark(prompt));
        try {
            GenerationResult result = generator.generate(sequence.state(), rest, options, listener, cancellation);
            TokenList all = new TokenList();
            all.addAll(prompt);
            all.addAll(result.tokens());
            sequence.advanced(all.toArray());
            return result;
        } catch (ContextOverflowException e) {
            throw e; // nothing was read
        } catch (RuntimeException | Error e) {
            sequence.restart();
            throw e;
        }
    }

    static Set<Integer> stopTokens(TextModel model) {
        Set<Integer> tokens = new HashSet<>(model.stopTokens());
        tokens.addAll(model.tokenizer().endOfTurnTokens());
        return tokens;
    }
}
