package org.spikingbrain4j.quantization;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.spikingbrain4j.operators.HostSpikes;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.SpikeRule;
import org.spikingbrain4j.operators.Tensor;

/** An input that several linears share, and what is known of it: made once, for the first of them that asks. */
final class SpikedInput {
    private final Operators operators;
    private final Tensor x;
    private final UnaryOperator<Tensor> counted;
    private final SpikeRule rule;
    private final Map<Integer, InputMoments> moments = new HashMap<>();
    private Optional<Tensor> spikes = Optional.empty();

    /**
     * @param x before it became spikes
     * @param counted takes the rows of x on which it is measured
     * @param rule how it becomes spikes
     */
    SpikedInput(Operators operators, Tensor x, UnaryOperator<Tensor> counted, SpikeRule rule) {
        this.operators = operators;
        this.x = x;
        this.counted = counted;
        this.rule = rule;
    }

    @SuppressWarnings("ReferenceEquality") // the very tensor: another one of equal values does not exist
    boolean isOf(Tensor other) {
        return x == other;
    }

    /** What linears of integers are fed; an input that only linears of floats see never spikes. */
    Tensor spikes() {
        if (spikes.isEmpty()) {
            spikes = Optional.of(operators.spike(x, rule));
        }
        return spikes.get();
    }

    /** Of the rows that count. */
    @SuppressWarnings("ReferenceEquality") // the very tensor, where all rows count
    HostSpikes hostSpikes() {
        Tensor measured = counted.apply(x);
        return operators.spikesToHost(measured == x ? spikes() : operators.spike(measured, rule));
    }

    /** Of the rows that count. */
    InputMoments moments(int groupSize) {
        return moments.computeIfAbsent(
                groupSize, size -> InputMoments.spiked(operators.toHost(counted.apply(x)), hostSpikes(), size));
    }
}
