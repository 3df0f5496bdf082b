package org.spikingbrain4j.grammar;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which tokens can come next at each place of a grammar. What was found is kept, within bounds, and shared by all generations with
 * this grammar. Safe for use by several threads.
 */
public final class TokenMasks {
    private static final int MOST_BYTES = 4 << 20;

    private final TokenVocabulary vocabulary;
    private final Automaton automaton;
    private final DeterministicAutomaton table;
    private final State start;
    private final Map<State, Mask> masks;

    private TokenMasks(TokenVocabulary vocabulary, Grammar grammar) {
        this.vocabulary = vocabulary;
        this.automaton = grammar.automaton();
        this.table = new DeterministicAutomaton(automaton);
        this.start = automaton.start();
        int most = Math.max(16, MOST_BYTES / (8 * vocabulary.words() + 64));
        this.masks = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<State, Mask> eldest) {
                return size() > most;
            }
        };
    }

    /** Ready for generations; nothing is found yet. */
    public static TokenMasks of(TokenVocabulary vocabulary, Grammar grammar) {
        return new TokenMasks(vocabulary, grammar);
    }

    /** For one generation, at its beginning. */
    public TokenConstraint begin() {
        return new TokenConstraint(this);
    }

    /**
     * @param bits one per token, as in a {@link java.util.BitSet}; read only
     * @param empty whether no token is allowed
     */
    record Mask(long[] bits, boolean empty) {
        boolean allows(int token) {
            int word = token >> 6;
            return word < bits.length && (bits[word] >>> token & 1) != 0;
        }
    }

    State start() {
        return start;
    }

    synchronized Mask mask(State state) {
        return masks.computeIfAbsent(state.simplified(vocabulary.longest()), this::find);
    }

    /** The state behind a token; dead where it is not allowed. */
    synchronized State after(State state, int token) {
        byte[] bytes = vocabulary.bytes(token);
        if (bytes.length == 0) {
            return automaton.dead();
        }
        DeterministicAutomaton.Node node = table.node(state);
        for (byte value : bytes) {
            node = table.next(node, value & 0xFF);
        }
        return node.state();
    }

    byte[] bytes(int token) {
        return vocabulary.bytes(token);
    }

    private Mask find(State state) {
        long[] bits = new long[vocabulary.words()];
        int plain = state.plainCharacters();
        vocabulary.addPlain(plain, bits);
        boolean allFound =
                plain >= vocabulary.longest() || (plain > 0 && state.places().size() == 1);
        if (!allFound) {
            walk(vocabulary.plainTree(), state, bits);
        }
        walk(vocabulary.otherTree(), state, bits);
        return new Mask(bits, Arrays.stream(bits).allMatch(word -> word == 0));
    }

    /** Walks a tree of tokens and the automaton together, and passes over what begins with bytes that cannot follow. */
    private void walk(TokenTree tree, State state, long[] bits) {
        DeterministicAutomaton.Node[] path = new DeterministicAutomaton.Node[vocabulary.longest() + 1];
        path[0] = table.node(state);
        int nodes = tree.nodes();
        for (int node = 0; node < nodes; ) {
            int depth = tree.depth(node);
            DeterministicAutomaton.Node next = table.next(path[depth - 1], tree.value(node));
            if (next.dead()) {
                node = tree.end(node);
                continue;
            }
            path[depth] = next;
            int last = tree.firstToken(node + 1);
            for (int i = tree.firstToken(node); i < last; i++) {
                bits[tree.token(i) >> 6] |= 1L << tree.token(i);
            }
            node++;
        }
    }
}
