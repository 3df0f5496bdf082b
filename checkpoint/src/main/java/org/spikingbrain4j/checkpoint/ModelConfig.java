package org.spikingbrain4j.checkpoint;

import java.util.Optional;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.RotaryFrequencies;

/** What {@code config.json} says about a model, checked. */
public sealed interface ModelConfig permits GlaSwaConfig, GlaSwaMoeConfig, TransformerConfig {
    /** The kind of model by its Hugging Face name. */
    String modelType();

    int vocabularySize();

    /** Channels of the residual stream. */
    int hiddenSize();

    /** Channels within the feed-forward network. */
    int intermediateSize();

    int layers();

    AttentionHeads heads();

    /** Epsilon of every norm. */
    double normEpsilon();

    RotaryFrequencies rotary();

    /** Context length the model was made for; longer texts run, with less to expect. */
    int maxPositions();

    /** Whether the output matrix is the embedding table. */
    boolean tiedEmbeddings();

    TokenIds tokens();

    /** How its linears became integers; empty where they are floats. */
    Optional<Int8Quantization> quantization();
}
