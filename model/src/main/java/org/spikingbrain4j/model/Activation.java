package org.spikingbrain4j.model;

import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.SpikeRule;
import org.spikingbrain4j.operators.Tensor;

/** What linears are fed: activations as they are, or their spikes. One for all linears that share an input. */
sealed interface Activation {
    Activation DENSE = new Dense();

    /**
     * What a linear takes.
     *
     * @param x [tokens, channels]
     */
    Tensor of(Operators operators, Tensor x);

    /**
     * The same per head and as values, for whoever knows no spikes: the queries of softmax attention (spec 6.3).
     *
     * @param x [tokens, heads · headDim]
     */
    Tensor ofHeads(Operators operators, Tensor x, int headDim);

    /** Activations as they are. */
    record Dense() implements Activation {
        @Override
        public Tensor of(Operators operators, Tensor x) {
            return x;
        }

        @Override
        public Tensor ofHeads(Operators operators, Tensor x, int headDim) {
            return x;
        }
    }

    /**
     * Spikes by an adaptive threshold (spec 6.1).
     *
     * @param name of what spikes, for messages and statistics
     * @param k spikes of a channel on average
     * @param mode one that spikes
     */
    record Spikes(String name, double k, SpikingMode mode) implements Activation {
        @Override
        public Tensor of(Operators operators, Tensor x) {
            return spike(operators, x, x.columns());
        }

        @Override
        public Tensor ofHeads(Operators operators, Tensor x, int headDim) {
            return operators.spikeValues(spike(operators, x, headDim));
        }

        private Tensor spike(Operators operators, Tensor x, int run) {
            return operators.spike(x, new SpikeRule(name, k, run, mode.execution()));
        }
    }
}
