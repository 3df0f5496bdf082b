package org.spikingbrain4j.inference;

import org.spikingbrain4j.tokenizer.ChatTemplate;

/** Answers conversations: renders them with the model's chat template, and reads calls of tools out of what the model writes. */
public final class ChatService {
    private final Scheduler scheduler;

    /** @param scheduler stays the caller's */
    public ChatService(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * The tokens of a conversation as the model will read them, the beginning of its answer included.
     *
     * @throws MissingChatTemplateException where the model has no chat template
     * @throws org.spikingbrain4j.model.InvalidInputException where there are tools and the model's template knows none
     */
    public int[] prompt(ChatRequest request) {
        ChatTemplate template = scheduler.model().tokenizer().chatTemplate().orElseThrow();
        return scheduler.model().tokenizer().encode(template.render(request.messages(), true));
    }

    /**
     * Waits for a place and answers; {@link Scheduler#generate} says how it ends.
     *
     * @throws MissingChatTemplateException where the model has no chat template
     * @throws org.spikingbrain4j.model.InvalidInputException where there are tools and the model's template knows none, or a
     *     schema asks for what cannot be enforced; it names the keyword
     */
    public ChatReply reply(ChatRequest request, ChatListener listener, Cancellation cancellation) {
        throw new UnsupportedOperationException();
    }
}
