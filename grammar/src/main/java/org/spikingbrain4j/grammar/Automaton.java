package org.spikingbrain4j.grammar;

import java.util.HashSet;
import java.util.Set;

/**
 * Follows a text through a grammar, byte by byte and along all ways at once. A state that is not dead can always be brought to an end,
 * within the limit of nesting. Immutable.
 */
final class Automaton {
    /** Objects and arrays within each other. */
    static final int MOST_LEVELS = 32;

    /** Ways at once: more is a schema that means harm, or is no help to a model. */
    static final int MOST_PLACES = 1 << 12;

    private static final State DEAD = new State(Set.of());

    private final Rule root;
    private final Heights heights;

    /**
     * @throws SchemaException where no text within the limit of nesting is possible
     */
    Automaton(Rule root) {
        this.root = root;
        this.heights = Heights.of(root);
        if (heights.height(root) > MOST_LEVELS) {
            throw new SchemaException(
                    "schema: every value would have objects and arrays nested more than %d levels deep; let some be left out or empty"
                            .formatted(MOST_LEVELS));
        }
    }

    /** Before the text. */
    State start() {
        Walk walk = new Walk();
        walk.enter(root, Stack.EMPTY);
        return walk.state();
    }

    /** From where nothing goes on. */
    State dead() {
        return DEAD;
    }

    /**
     * After one more byte; dead where it cannot follow.
     *
     * @throws GrammarException where there are too many ways at once
     */
    State next(State state, int value) {
        Walk walk = new Walk();
        for (Stack place : state.places()) {
            if (place.top() instanceof Leaf leaf) {
                leaf.next(value).ifPresent(after -> walk.await(after, place.below()));
            }
        }
        return walk.state();
    }

    /** Finds where bytes can come next; every place is looked at once, however many ways lead there. */
    private final class Walk {
        private final Set<Stack> waiting = new HashSet<>();
        private final Set<Entry> entered = new HashSet<>();
        private final Set<Stack> left = new HashSet<>();

        private record Entry(Rule rule, Stack below) {}

        State state() {
            return new State(waiting);
        }

        void enter(Rule rule, Stack below) {
            boolean fits = below.depth() + heights.height(rule) <= MOST_LEVELS;
            if (!fits || !entered.add(new Entry(rule, below))) {
                return;
            }
            switch (rule) {
                case Rule.Literal literal -> await(new Leaf.LiteralAt(literal, 0), below);
                case Rule.Text text -> await(TextAt.begin(text), below);
                case Rule.Number number -> await(NumberAt.begin(number), below);
                case Rule.Sequence sequence -> enterPart(sequence, 0, below);
                case Rule.Choice choice -> choice.alternatives().forEach(alternative -> enter(alternative, below));
                case Rule.Repeat repeat -> enterRepetition(repeat, 0, below);
                case Rule.Nested nested -> enter(nested.inner(), below.with(Frame.NestedEnd.INSTANCE));
                case Rule.Reference reference -> enter(reference.target(), below);
            }
        }

        /** The last part leaves no frame: what is written as a chain to the right does not pile up. */
        private void enterPart(Rule.Sequence sequence, int part, Stack below) {
            int parts = sequence.parts().size();
            if (part == parts) {
                leave(below);
            } else {
                boolean last = part == parts - 1;
                enter(sequence.parts().get(part), last ? below : below.with(new Frame.SequenceAt(sequence, part + 1)));
            }
        }

        private void enterRepetition(Rule.Repeat repeat, int count, Stack below) {
            if (count >= repeat.least()) {
                leave(below);
            }
            if (count < repeat.most()) {
                boolean limited = repeat.most() != Rule.Repeat.UNLIMITED;
                int next = limited ? count + 1 : Math.min(count + 1, repeat.least());
                enter(repeat.repeated(), below.with(new Frame.RepeatAt(repeat, next)));
            }
        }

        void await(Leaf leaf, Stack below) {
            if (leaf.open()) {
                add(below.with(leaf));
            }
            if (leaf.complete()) {
                leave(below);
            }
        }

        private void leave(Stack below) {
            if (!left.add(below)) {
                return;
            }
            if (below.empty()) {
                add(below);
                return;
            }
            switch (below.top()) {
                case Frame.SequenceAt(Rule.Sequence sequence, int next) -> enterPart(sequence, next, below.below());
                case Frame.RepeatAt(Rule.Repeat repeat, int count) -> enterRepetition(repeat, count, below.below());
                case Frame.NestedEnd _ -> leave(below.below());
                case Leaf leaf -> throw new IllegalStateException("a leaf below a leaf: " + leaf);
            }
        }

        private void add(Stack place) {
            waiting.add(place);
            if (waiting.size() > MOST_PLACES) {
                throw new GrammarException(
                        "schema: the text can be read in more than %d ways; let alternatives (anyOf, enum) differ earlier"
                                .formatted(MOST_PLACES));
            }
        }
    }
}
