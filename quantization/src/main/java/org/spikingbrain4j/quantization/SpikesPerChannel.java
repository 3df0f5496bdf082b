package org.spikingbrain4j.quantization;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.spikingbrain4j.operators.SpikeRule;

/** How k, the spikes of a channel on average (spec 6.1), is chosen for a layer. */
public sealed interface SpikesPerChannel {
    /**
     * @param error relative error of the layer's result by k
     */
    double choose(DoubleUnaryOperator error);

    /** The same for all layers. */
    record Fixed(double k) implements SpikesPerChannel {
        /** @throws QuantizationException where k is not positive within the range of float32 */
        public Fixed {
            try {
                SpikeRule.requireSound("k", k);
            } catch (IllegalArgumentException e) {
                throw new QuantizationException(e.getMessage(), e);
            }
        }

        @Override
        public double choose(DoubleUnaryOperator error) {
            return k;
        }
    }

    /**
     * For each layer the smallest of {@link #CANDIDATES} with an error within the budget; the largest where none is.
     *
     * @param budget relative error, such as 0.1
     */
    record WithinError(double budget) implements SpikesPerChannel {
        /** The k that are tried, ascending. */
        public static final List<Double> CANDIDATES = List.of(1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 8.0);

        /** @throws QuantizationException where the budget is not positive and finite */
        public WithinError {
            if (!(budget > 0) || Double.isInfinite(budget)) {
                throw new QuantizationException("error budget: expected a positive number, found %s".formatted(budget));
            }
        }

        @Override
        public double choose(DoubleUnaryOperator error) {
            return CANDIDATES.stream()
                    .filter(k -> error.applyAsDouble(k) <= budget)
                    .findFirst()
                    .orElse(CANDIDATES.getLast());
        }
    }
}
