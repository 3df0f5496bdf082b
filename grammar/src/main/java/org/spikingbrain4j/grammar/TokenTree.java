package org.spikingbrain4j.grammar;

import java.util.Arrays;

/**
 * The bytes of tokens as a tree: tokens that begin alike share what they begin with. The nodes lie in arrays in the order in which a
 * walk meets them, each before those below it. Immutable.
 */
final class TokenTree {
    private final int[] tokens; // in the order of their bytes
    private final byte[] values; // the last byte of a node
    private final short[] depths; // how many bytes lead to a node
    private final int[] ends; // the first node that is not below a node
    private final int[] firstTokens; // where in tokens those of a node begin, up to those of the next node; one longer

    /**
     * @param bytes by token
     * @param members tokens with bytes
     */
    TokenTree(byte[][] bytes, int[] members) {
        this.tokens = Arrays.stream(members)
                .boxed()
                .sorted((one, other) -> Arrays.compareUnsigned(bytes[one], bytes[other]))
                .mapToInt(Integer::intValue)
                .toArray();
        Nodes nodes = new Nodes(tokens.length);
        byte[] before = {};
        for (int i = 0; i < tokens.length; i++) {
            nodes.add(before, bytes[tokens[i]], i);
            before = bytes[tokens[i]];
        }
        this.values = Arrays.copyOf(nodes.values, nodes.size);
        this.depths = Arrays.copyOf(nodes.depths, nodes.size);
        this.firstTokens = Arrays.copyOf(nodes.firstTokens, nodes.size + 1);
        this.firstTokens[nodes.size] = tokens.length;
        this.ends = ends(depths);
    }

    int nodes() {
        return values.length;
    }

    /** The byte that leads to a node, 0 to 255. */
    int value(int node) {
        return values[node] & 0xFF;
    }

    /** How many bytes lead to a node, 1 for the first ones. */
    int depth(int node) {
        return depths[node];
    }

    /** The first node that does not begin with the bytes of a node. */
    int end(int node) {
        return ends[node];
    }

    /** Where the tokens that end at a node begin, for {@link #token}; they end where those of the next node begin. */
    int firstToken(int node) {
        return firstTokens[node];
    }

    int token(int index) {
        return tokens[index];
    }

    private static int[] ends(short[] depths) {
        int[] ends = new int[depths.length];
        int[] open = new int[Short.MAX_VALUE + 1]; // nodes whose end is not yet known, by depth
        int deepest = 0;
        for (int node = 0; node <= depths.length; node++) {
            int depth = node < depths.length ? depths[node] : 1;
            for (; deepest >= depth; deepest--) {
                ends[open[deepest]] = node;
            }
            if (node < depths.length) {
                open[depth] = node;
                deepest = depth;
            }
        }
        return ends;
    }

    /** Growing arrays of nodes, from tokens in the order of their bytes. */
    private static final class Nodes {
        private byte[] values;
        private short[] depths;
        private int[] firstTokens;
        private int size;

        Nodes(int tokens) {
            values = new byte[4 * tokens + 16];
            depths = new short[values.length];
            firstTokens = new int[values.length];
        }

        void add(byte[] before, byte[] bytes, int index) {
            int shared = Arrays.mismatch(before, bytes);
            for (int depth = shared < 0 ? bytes.length : shared; depth < bytes.length; depth++) {
                if (size == values.length) {
                    values = Arrays.copyOf(values, 2 * size);
                    depths = Arrays.copyOf(depths, 2 * size);
                    firstTokens = Arrays.copyOf(firstTokens, 2 * size);
                }
                values[size] = bytes[depth];
                depths[size] = (short) (depth + 1);
                firstTokens[size++] = index;
            }
        }
    }
}
