package org.spikingbrain4j.training;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Conversations as sequences, each as long as it is. */
final class ConversationSequences implements Sequences {
    private final List<Conversation> conversations;
    private final SequenceOrder order;

    ConversationSequences(List<Conversation> conversations, long seed) {
        this.conversations = List.copyOf(conversations);
        this.order = new SequenceOrder(conversations.size(), conversations.size(), seed);
    }

    @Override
    public SequenceOrder order() {
        return order;
    }

    @Override
    public TokenBatch read(int... chosen) {
        List<Conversation> batch =
                Arrays.stream(chosen).mapToObj(conversations::get).toList();
        return new TokenBatch(
                chosen,
                joined(batch.stream().map(Conversation::tokens).toList()),
                joined(batch.stream().map(Conversation::targets).toList()),
                batch.stream().map(conversation -> conversation.tokens().length).toList());
    }

    private static int[] joined(List<int[]> parts) {
        return parts.stream().flatMapToInt(IntStream::of).toArray();
    }
}
