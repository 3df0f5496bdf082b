package org.spikingbrain4j.checkpoint;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.RotaryFrequencies;

/**
 * SpikingBrain-7B ({@code gla_swa}, spec section 2): layers of gated linear attention, and among them layers of softmax
 * attention that see a sliding window.
 *
 * @param slidingWindow keys a query of a window layer sees, itself included
 * @param windowLayers 0-based; all other layers are gated linear attention
 * @param gateRank inner channels of the gate, where it is two linears
 * @param gateNormalizer divisor of the log-gates
 */
public record GlaSwaConfig(
        int vocabularySize,
        int hiddenSize,
        int intermediateSize,
        int layers,
        AttentionHeads heads,
        double normEpsilon,
        RotaryFrequencies rotary,
        int maxPositions,
        TokenIds tokens,
        int slidingWindow,
        SortedSet<Integer> windowLayers,
        int gateRank,
        int gateNormalizer,
        Optional<Int8Quantization> quantization)
        implements ModelConfig {
    public static final String MODEL_TYPE = "gla_swa";

    public GlaSwaConfig {
        windowLayers = Collections.unmodifiableSortedSet(new TreeSet<>(windowLayers));
    }

    @Override
    public String modelType() {
        return MODEL_TYPE;
    }

    /** Always false: the output matrix is its own tensor. */
    @Override
    public boolean tiedEmbeddings() {
        return false;
    }
}
