package org.spikingbrain4j.training;

import java.util.Arrays;
import java.util.List;

/**
 * Sequences of one pass, cut at document borders.
 *
 * @param windows places of the sequences among those of the data, for what is kept of them
 * @param tokens of all texts, one behind the other
 * @param targets the token that follows each; negative where that is not to be learned
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

    /** Rows whose next token is to be learned. */
    long counting() {
        return Arrays.stream(targets).filter(target -> target >= 0).count();
    }

    /** Tokens of a window; those of stored texts are all of one length. */
    int windowLength() {
        return tokens.length / windows.length;
    }
}
