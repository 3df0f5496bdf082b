package org.spikingbrain4j.grammar;

import java.util.HashMap;
import java.util.Map;

/**
 * An {@link Automaton} as a table of states by byte, filled in where someone walks: a step that was made before is one look-up. Not
 * safe for use by several threads.
 */
final class DeterministicAutomaton {
    /** A node takes about 1 kB, and its state some more. */
    private static final int MOST_NODES = 1 << 12;

    private final Automaton automaton;
    private final Map<State, Node> nodes = new HashMap<>();

    DeterministicAutomaton(Automaton automaton) {
        this.automaton = automaton;
    }

    /** A state and where bytes lead from it, as far as it is known. */
    static final class Node {
        private final State state;
        private final boolean dead;
        private final Node[] next = new Node[256];

        Node(State state) {
            this.state = state;
            this.dead = state.dead();
        }

        State state() {
            return state;
        }

        boolean dead() {
            return dead;
        }
    }

    Node start() {
        return node(automaton.start());
    }

    Node node(State state) {
        Node known = nodes.get(state);
        if (known == null) {
            if (nodes.size() >= MOST_NODES) {
                nodes.clear(); // the states of a walk under way stay as long as it needs them
            }
            known = new Node(state);
            nodes.put(state, known);
        }
        return known;
    }

    Node next(Node node, int value) {
        Node next = node.next[value];
        if (next == null) {
            next = node(automaton.next(node.state, value));
            node.next[value] = next;
        }
        return next;
    }
}
