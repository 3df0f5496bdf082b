package org.spikingbrain4j.operators;

/**
 * The grouping of heads: query head h uses key/value head h / groupSize().
 *
 * @param queryHeads a multiple of kvHeads
 * @param headDim channels of one head
 */
public record AttentionHeads(int queryHeads, int kvHeads, int headDim) {
    public AttentionHeads {
        if (queryHeads < 1 || kvHeads < 1 || headDim < 1 || queryHeads % kvHeads != 0) {
            throw new IllegalArgumentException(
                    "heads: need positive sizes and queryHeads a multiple of kvHeads, found %d, %d, headDim %d"
                            .formatted(queryHeads, kvHeads, headDim));
        }
    }

    /** Query heads that share one key/value head. */
    public int groupSize() {
        return queryHeads / kvHeads;
    }

    /** Columns of a query tensor. */
    public int queryColumns() {
        return queryHeads * headDim;
    }

    /** Columns of a key, value or gate tensor. */
    public int kvColumns() {
        return kvHeads * headDim;
    }
}
