package org.spikingbrain4j.training;

import java.util.List;

/**
 * Sequences of one pass, cut at document borders.
 *
 * @param windows places of the sequences among those of the data, for what is kept of them
 * @param tokens of all texts, one behind the other
 * @param targets the token that follows each
 * @param lengths tokens of each text: a sequence, or a part of one between two borders
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TokenBatch(int[] windows, int[] tokens, int[] targets, List<Integer> lengths) {
    public TokenBatch {
        lengths = List.copyOf(lengths);
    }

    int rows() {
        return tokens.length;
    }

    /** Tokens of a window. */
    int windowLength() {
        return tokens.length / windows.length;
    }
}
