package org.spikingbrain4j.checkpoint;

import java.util.Optional;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.RotaryFrequencies;

/**
 * A Transformer of the Llama family ({@code llama}, {@code qwen2}): full softmax attention in every layer.
 *
 * @param attentionBias whether the query, key and value linears have a bias
 * @param outputBias whether the linear after attention has one
 * @param mlpBias whether the three linears of the feed-forward network have one
 */
public record TransformerConfig(
        String modelType,
        int vocabularySize,
        int hiddenSize,
        int intermediateSize,
        int layers,
        AttentionHeads heads,
        double normEpsilon,
        RotaryFrequencies rotary,
        int maxPositions,
        boolean tiedEmbeddings,
        TokenIds tokens,
        boolean attentionBias,
        boolean outputBias,
        boolean mlpBias,
        Optional<Int8Quantization> quantization)
        implements ModelConfig {}
