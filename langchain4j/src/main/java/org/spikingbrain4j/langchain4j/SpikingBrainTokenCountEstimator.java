package org.spikingbrain4j.langchain4j;

import dev.langchain4j.model.TokenCountEstimator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.StreamSupport;
import org.spikingbrain4j.tokenizer.ChatMessage;
import org.spikingbrain4j.tokenizer.ChatTemplateException;
import org.spikingbrain4j.tokenizer.Tokenizer;

/**
 * Counts tokens as a model reads them: of a conversation as its chat template writes it, which is exact but for tools and the
 * beginning of the answer. Safe for use by several threads.
 */
public final class SpikingBrainTokenCountEstimator implements TokenCountEstimator {
    private static final ChatMessage BEFORE = ChatMessage.system("x");

    private final Tokenizer tokenizer;

    private SpikingBrainTokenCountEstimator(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /** @param model stays the caller's */
    public static SpikingBrainTokenCountEstimator of(SpikingBrainModel model) {
        return of(model.scheduler().model().tokenizer());
    }

    /** @param tokenizer stays the caller's; a model need not be loaded */
    public static SpikingBrainTokenCountEstimator of(Tokenizer tokenizer) {
        return new SpikingBrainTokenCountEstimator(tokenizer);
    }

    @Override
    public int estimateTokenCountInText(String text) {
        return tokenizer.encode(text).length;
    }

    /** What the message adds to a conversation. */
    @Override
    public int estimateTokenCountInMessage(dev.langchain4j.data.message.ChatMessage message) {
        return inMessage(Messages.of(message));
    }

    @Override
    public int estimateTokenCountInMessages(Iterable<dev.langchain4j.data.message.ChatMessage> messages) {
        List<ChatMessage> all = StreamSupport.stream(messages.spliterator(), false)
                .map(Messages::of)
                .toList();
        return all.isEmpty()
                ? 0
                : inConversation(all)
                        .orElseGet(() -> all.stream().mapToInt(this::inMessage).sum());
    }

    private int inMessage(ChatMessage message) {
        if (message.role().equals(BEFORE.role())) {
            return inConversation(List.of(message)).orElseGet(() -> estimateTokenCountInText(message.content()));
        }
        // Some templates add a system message of their own where there is none.
        OptionalInt before = inConversation(List.of(BEFORE));
        OptionalInt with = inConversation(List.of(BEFORE, message));
        return before.isPresent() && with.isPresent()
                ? with.getAsInt() - before.getAsInt()
                : estimateTokenCountInText(message.content());
    }

    /** Empty where there is no template, or it does not take such a conversation. */
    private OptionalInt inConversation(List<ChatMessage> messages) {
        try {
            return tokenizer.chatTemplate().stream()
                    .mapToInt(template -> estimateTokenCountInText(template.render(messages, false)))
                    .findFirst();
        } catch (ChatTemplateException e) {
            return OptionalInt.empty();
        }
    }
}
