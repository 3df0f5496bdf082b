package org.spikingbrain4j.grammar;

import java.util.Optional;

/** A place in a rule that takes bytes. */
sealed interface Leaf extends Frame permits Leaf.LiteralAt, TextAt, NumberAt {
    /** The place after a byte; empty where it cannot follow. */
    Optional<Leaf> next(int value);

    /** Whether the rule may end here. */
    boolean complete();

    /** Whether a byte can follow. */
    boolean open();

    /** In a literal. */
    record LiteralAt(Rule.Literal literal, int offset) implements Leaf {
        @Override
        public Optional<Leaf> next(int value) {
            return open() && literal.at(offset) == value
                    ? Optional.of(new LiteralAt(literal, offset + 1))
                    : Optional.empty();
        }

        @Override
        public boolean complete() {
            return offset == literal.length();
        }

        @Override
        public boolean open() {
            return offset < literal.length();
        }
    }
}
