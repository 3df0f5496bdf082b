package org.spikingbrain4j.grammar;

/** A place in a rule, one entry of a {@link Stack}. Places are values. */
sealed interface Frame permits Leaf, Frame.SequenceAt, Frame.RepeatAt, Frame.NestedEnd {
    /** What follows is part {@code next}. */
    record SequenceAt(Rule.Sequence sequence, int next) implements Frame {}

    /**
     * One repetition is being read.
     *
     * @param count with this one; it stays at the least number where there is no most, so that states do not differ by it
     */
    record RepeatAt(Rule.Repeat repeat, int count) implements Frame {}

    /** An object or array is being read. */
    record NestedEnd() implements Frame {
        static final NestedEnd INSTANCE = new NestedEnd();
    }
}
