package org.spikingbrain4j.quantization;

import java.util.HashMap;
import java.util.Map;
import org.spikingbrain4j.operators.HostSpikes;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Tensor;

/** An input that several linears share, and what is known of it: made once, for the first of them. */
final class SpikedInput {
    private final Operators operators;
    private final Tensor x;
    private final Tensor spikes;
    private final Map<Integer, InputMoments> moments = new HashMap<>();

    /**
     * @param x before it became spikes
     * @param spikes what the linears are fed
     */
    SpikedInput(Operators operators, Tensor x, Tensor spikes) {
        this.operators = operators;
        this.x = x;
        this.spikes = spikes;
    }

    @SuppressWarnings("ReferenceEquality") // the very tensor: another one of equal values does not exist
    boolean isOf(Tensor other) {
        return x == other;
    }

    Tensor spikes() {
        return spikes;
    }

    HostSpikes hostSpikes() {
        return operators.spikesToHost(spikes);
    }

    InputMoments moments(int groupSize) {
        return moments.computeIfAbsent(groupSize, size -> InputMoments.spiked(operators.toHost(x), hostSpikes(), size));
    }
}
