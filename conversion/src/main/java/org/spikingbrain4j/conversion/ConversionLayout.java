package org.spikingbrain4j.conversion;

import org.spikingbrain4j.checkpoint.GlaSwaConfig;
import org.spikingbrain4j.checkpoint.GlaSwaMoeConfig;

/** What a Transformer is converted to. */
public sealed interface ConversionLayout {
    /** The kind of model by its name in {@code config.json}. */
    String modelType();

    /**
     * SpikingBrain-7B: a layer is gated linear attention or attention to a window.
     *
     * @param windows layers that attend to a window; all others are gated linear attention
     * @param gateRank inner channels of the gates, at most the hidden size
     * @param featureBias what is added to the biases of queries and keys in the layers of gated linear attention: their negative
     *     values are lost to it
     */
    record GlaSwa(LayerChoice windows, int gateRank, double featureBias) implements ConversionLayout {
        /** Windows as in SpikingBrain-7B, and what little experiments found best to train on. */
        public static final GlaSwa DEFAULT = new GlaSwa(LayerChoice.Rule.ODD, 16, 0.3);

        /** @throws ConversionException where a number is out of its range */
        public GlaSwa {
            if (gateRank < 1) {
                throw new ConversionException("gate rank: expected at least 1, found " + gateRank);
            }
            if (!Double.isFinite((float) featureBias)) {
                throw new ConversionException("feature bias: expected a finite number, found " + featureBias);
            }
        }

        @Override
        public String modelType() {
            return GlaSwaConfig.MODEL_TYPE;
        }

        public GlaSwa withWindows(LayerChoice newWindows) {
            return new GlaSwa(newWindows, gateRank, featureBias);
        }

        public GlaSwa withGateRank(int newGateRank) {
            return new GlaSwa(windows, newGateRank, featureBias);
        }

        public GlaSwa withFeatureBias(double newFeatureBias) {
            return new GlaSwa(windows, gateRank, newFeatureBias);
        }
    }

    /**
     * SpikingBrain-76B: both kinds of attention side by side in every layer, experts instead of most feed-forward networks, sink tokens
     * before every text.
     *
     * @param fullAttention layers whose softmax attention sees everything, all others see a window
     * @param dense layers that keep their feed-forward network
     * @param experts routed ones, copies of the feed-forward network
     * @param active of these, for every token
     * @param shared experts that are always active, 0 or 1
     * @param sinks tokens before every text
     * @param linearShare the weight that linear attention begins with, 0 to 1; softmax attention has the rest
     */
    record GlaSwaMoe(
            LayerChoice fullAttention,
            LayerChoice dense,
            int experts,
            int active,
            int shared,
            int sinks,
            double linearShare)
            implements ConversionLayout {
        /** The numbers of SpikingBrain-76B. */
        public static final GlaSwaMoe DEFAULT =
                new GlaSwaMoe(LayerChoice.Rule.EVERY_SEVENTH, LayerChoice.Rule.DENSE_OF_76B, 16, 1, 1, 128, 0.5);

        /** @throws ConversionException where a number is out of its range */
        public GlaSwaMoe {
            requireInRange("experts", experts, 1, GlaSwaMoeConfig.MOST_EXPERTS);
            requireInRange("active experts", active, 1, experts);
            requireInRange("shared experts", shared, 0, 1);
            requireInRange("sink tokens", sinks, 0, GlaSwaMoeConfig.MOST_SINKS);
            if (!(linearShare >= 0 && linearShare <= 1)) {
                throw new ConversionException("linear share: expected 0 to 1, found " + linearShare);
            }
        }

        @Override
        public String modelType() {
            return GlaSwaMoeConfig.MODEL_TYPE;
        }

        public GlaSwaMoe withFullAttention(LayerChoice newFullAttention) {
            return new GlaSwaMoe(newFullAttention, dense, experts, active, shared, sinks, linearShare);
        }

        public GlaSwaMoe withDense(LayerChoice newDense) {
            return new GlaSwaMoe(fullAttention, newDense, experts, active, shared, sinks, linearShare);
        }

        public GlaSwaMoe withExperts(int newExperts, int newActive, int newShared) {
            return new GlaSwaMoe(fullAttention, dense, newExperts, newActive, newShared, sinks, linearShare);
        }

        public GlaSwaMoe withSinks(int newSinks) {
            return new GlaSwaMoe(fullAttention, dense, experts, active, shared, newSinks, linearShare);
        }

        public GlaSwaMoe withLinearShare(double newLinearShare) {
            return new GlaSwaMoe(fullAttention, dense, experts, active, shared, sinks, newLinearShare);
        }

        /**
         * What every matrix of an expert is multiplied by: three of them, so that a mixture whose router prefers none is as large as the
         * feed-forward network (technical report, section 3.2).
         */
        double expertScale() {
            return Math.cbrt(1 / (shared + (double) active / experts));
        }

        private static void requireInRange(String name, int value, int least, int most) {
            if (value < least || value > most) {
                throw new ConversionException("%s: expected %d to %d, found %d".formatted(name, least, most, value));
            }
        }
    }
}
