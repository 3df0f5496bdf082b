package org.spikingbrain4j.conversion;

import java.util.OptionalInt;

/** How a layer of the new model begins. */
public record ConvertedLayer(int index, Attention attention, FeedForward feedForward) {

    /** What stands where the base has full attention. */
    public sealed interface Attention {
        /**
         * Attention to a window.
         *
         * @param window keys that a query sees, itself included
         */
        record Window(int window) implements Attention {}

        /**
         * Gated linear attention.
         *
         * @param headNorm the weight of the norm over a head's output, the same for all channels
         * @param featureBias added to the biases of queries and keys
         */
        record GatedLinear(double headNorm, int gateRank, double featureBias) implements Attention {}

        /**
         * Linear attention with tied gates beside softmax attention.
         *
         * @param window keys that a query of the latter sees, itself included; empty: all
         * @param headNorm the weight of the norm over a head's output of the former, the same for all channels
         * @param branchNorm the weight of the norms over the outputs of both, the same for all channels
         * @param linearShare of the former in their sum, 0 to 1
         */
        record Parallel(OptionalInt window, double headNorm, double branchNorm, double linearShare)
                implements Attention {}
    }

    /** What stands where the base has its feed-forward network. */
    public sealed interface FeedForward {
        /** The base's. */
        record Dense() implements FeedForward {}

        /**
         * Copies of the base's.
         *
         * @param experts routed ones
         * @param shared always active ones, 0 or 1
         * @param scale of each matrix of a copy
         */
        record Experts(int experts, int shared, double scale) implements FeedForward {}
    }
}
