package org.spikingbrain4j.inference;

import java.util.Set;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.Segment;
import org.spikingbrain4j.model.SequenceState;

/** A document that is being written. */
final class OpenDocument implements AutoCloseable {
    private final long number;
    private final int border;
    private final SequenceState state;
    private final Sampler sampler;
    private final TokenList tokens = new TokenList();

    /**
     * @param number its place among all
     * @param state owned by the document
     */
    OpenDocument(long number, int border, SequenceState state, Sampler sampler) {
        this.number = number;
        this.border = border;
        this.state = state;
        this.sampler = sampler;
    }

    long number() {
        return number;
    }

    int size() {
        return tokens.size();
    }

    /** What is to be read next: the border before it, or the token chosen last. */
    Segment segment() {
        int next = tokens.size() == 0 ? border : tokens.last();
        return new Segment(new int[] {next}, state, LogitsWanted.LAST);
    }

    /** @param logits [vocabulary]; overwritten */
    void choose(float[] logits) {
        tokens.add(sampler.next(logits));
    }

    boolean endsWith(Set<Integer> ends) {
        return ends.contains(tokens.last());
    }

    int[] withBorder() {
        if (tokens.last() != border) {
            tokens.add(border);
        }
        return tokens.toArray();
    }

    @Override
    public void close() {
        state.close();
    }
}
