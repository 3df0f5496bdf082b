package org.spikingbrain4j.grammar;

/**
 * Where a text is in its rules: a place that takes bytes on top, below what follows once it is complete. An immutable list that
 * shares its tail, with its hash code and the number of objects and arrays around it at hand. A value.
 */
final class Stack {
    /** Nothing follows: the text may end. */
    static final Stack EMPTY = new Stack();

    private final Frame top;
    private final Stack below;
    private final int size;
    private final int depth;
    private final int hash;

    private Stack() {
        this.top = Frame.NestedEnd.INSTANCE; // never asked for
        this.below = this;
        this.size = 0;
        this.depth = 0;
        this.hash = 1;
    }

    private Stack(Frame top, Stack below) {
        this.top = top;
        this.below = below;
        this.size = below.size + 1;
        this.depth = below.depth + (top instanceof Frame.NestedEnd ? 1 : 0);
        this.hash = 31 * below.hash + top.hashCode();
    }

    Stack with(Frame frame) {
        return new Stack(frame, this);
    }

    boolean empty() {
        return size == 0;
    }

    Frame top() {
        return top;
    }

    Stack below() {
        return below;
    }

    /** Objects and arrays that are open. */
    int depth() {
        return depth;
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // stacks share their tails: the same one ends the comparison
    public boolean equals(Object object) {
        if (!(object instanceof Stack other) || hash != other.hash || size != other.size) {
            return false;
        }
        Stack mine = this;
        Stack its = other;
        while (mine != its) {
            if (mine.hash != its.hash || !mine.top.equals(its.top)) {
                return false;
            }
            mine = mine.below;
            its = its.below;
        }
        return true;
    }
}
