package org.spikingbrain4j.grammar;

import java.util.List;

/**
 * What a text may be, as a graph of parts. Rules are told apart by identity: two that are alike are two, which keeps comparing the
 * states of an {@link Automaton} cheap and lets rules refer to themselves.
 */
abstract sealed class Rule {
    private Rule() {}

    /** Exactly these bytes, perhaps none. */
    static final class Literal extends Rule {
        private final byte[] bytes;

        Literal(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        int length() {
            return bytes.length;
        }

        /** 0 to 255. */
        int at(int index) {
            return bytes[index] & 0xFF;
        }
    }

    /** One after the other. */
    static final class Sequence extends Rule {
        private final List<Rule> parts;

        Sequence(Rule... parts) {
            this.parts = List.of(parts);
        }

        List<Rule> parts() {
            return parts;
        }
    }

    /** Any of them. */
    static final class Choice extends Rule {
        private final List<Rule> alternatives;

        Choice(List<? extends Rule> alternatives) {
            this.alternatives = List.copyOf(alternatives);
        }

        List<Rule> alternatives() {
            return alternatives;
        }
    }

    /** Again and again. */
    static final class Repeat extends Rule {
        static final int UNLIMITED = Integer.MAX_VALUE;

        private final Rule repeated;
        private final int least;
        private final int most;

        /** @param repeated not empty itself */
        Repeat(Rule repeated, int least, int most) {
            this.repeated = repeated;
            this.least = least;
            this.most = most;
        }

        Rule repeated() {
            return repeated;
        }

        int least() {
            return least;
        }

        int most() {
            return most;
        }
    }

    /** An object or array: one level deeper than what is around it. */
    static final class Nested extends Rule {
        private final Rule inner;

        Nested(Rule inner) {
            this.inner = inner;
        }

        Rule inner() {
            return inner;
        }
    }

    /** A rule that may stand within itself. */
    static final class Reference extends Rule {
        private Rule target = this; // until bound: what refers only to itself is no text

        /** To be called once, before the rule is used. */
        void bind(Rule newTarget) {
            target = newTarget;
        }

        Rule target() {
            return target;
        }
    }

    /** A JSON string with its quotes. */
    static final class Text extends Rule {
        private final int shortest;
        private final int longest;
        private final Names others;

        /**
         * @param shortest in characters (code points), as JSON schema counts
         * @param longest in characters
         * @param others strings that it must not be. Where there are some, nothing is escaped: each has one spelling then
         */
        Text(int shortest, int longest, Names others) {
            this.shortest = shortest;
            this.longest = longest;
            this.others = others;
        }

        int shortest() {
            return shortest;
        }

        int longest() {
            return longest;
        }

        Names others() {
            return others;
        }
    }

    /** A JSON number. */
    static final class Number extends Rule {
        private final NumberRange range;

        Number(NumberRange range) {
            this.range = range;
        }

        NumberRange range() {
            return range;
        }
    }
}
