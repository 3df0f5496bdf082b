package org.spikingbrain4j.quantization;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.spikingbrain4j.operators.HostSpikes;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.SpikeRule;
import org.spikingbrain4j.operators.Tensor;

/** An input that several linears share, and what is known of it: made once, for the first of them that asks. */
final class SpikedInput {
    private final Operators operators;
    private final Tensor x;
    private final SpikeRule rule;
    private final Map<Integer, InputMoments> moments = new HashMap<>();
    private Optional<Tensor> spikes = Optional.empty();

    /**
     * @param x before it became spikes
     * @param rule how it does
     */
    SpikedInput(Operators operators, Tensor x, SpikeRule rule) {
        this.operators = operators;
        this.x = x;
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

    HostSpikes hostSpikes() {
        return operators.spikesToHost(spikes());
    }

    InputMoments moments(int groupSize) {
        return moments.computeIfAbsent(groupSize, size -> InputMoments.spiked(operators.toHost(x), hostSpikes(), size));
    }
}
