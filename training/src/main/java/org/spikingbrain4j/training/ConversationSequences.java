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
    public int windows() {
        return conversations.size();
    }

    @Override
    public int used() {
        return order.used();
    }

    @Override
    public int rank(int window) {
        return order.rank(window);
    }

    @Override
    public TokenBatch batch(long first, int count) {
        return read(order.at(first, count));
    }

    @Override
    public TokenBatch window(int index) {
        return read(new int[] {index});
    }

    private TokenBatch read(int[] chosen) {
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
