package org.spikingbrain4j.checkpoint;

import java.util.Optional;
import java.util.OptionalInt;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.RotaryFrequencies;

/** What {@code config.json} says about a model, checked. */
public sealed interface ModelConfig permits GlaSwaConfig, GlaSwaMoeConfig, TransformerConfig {
    /** The most keys of a window: with one more, where that is asked for, it is still an int. */
    int LARGEST_WINDOW = Integer.MAX_VALUE - 1;

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

    /** Context length the model was made for; see {@link #longestSequence}. */
    int maxPositions();

    /**
     * Most tokens of a sequence: a Transformer has as many positions as it was trained for. Empty where linear attention and windows carry a
     * text of any length; beyond {@link #maxPositions} there is less to expect, most of all of the layers of a mixture that have full
     * attention beside.
     */
    default OptionalInt longestSequence() {
        return switch (this) {
            case TransformerConfig transformer -> OptionalInt.of(transformer.maxPositions());
            case GlaSwaConfig _, GlaSwaMoeConfig _ -> OptionalInt.empty();
        };
    }

    /** Whether a sequence of so many tokens is within the limit, if there is one. */
    default boolean fits(long tokens) {
        return longestSequence().isEmpty() || tokens <= longestSequence().getAsInt();
    }

    /** Whether some feed-forward network is a mixture of experts. */
    default boolean hasExperts() {
        return switch (this) {
            case GlaSwaMoeConfig mixture -> mixture.denseLayers().size() < mixture.layers();
            case GlaSwaConfig _, TransformerConfig _ -> false;
        };
    }

    /** Whether the output matrix is the embedding table. */
    boolean tiedEmbeddings();

    TokenIds tokens();

    /** How its linears became integers; empty where they are floats. */
    Optional<Int8Quantization> quantization();
}
