package org.spikingbrain4j.conversion;

import java.util.Set;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.GlaSwaConfig;
import org.spikingbrain4j.checkpoint.GlaSwaMoeConfig;
import org.spikingbrain4j.checkpoint.TransformerConfig;
import org.spikingbrain4j.checkpoint.WeightFormat;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.DataType;

/** Refuses by name what the layouts of SpikingBrain have no place for (spec 2). */
final class ConvertibleBase {
    private static final Set<DataType> FLOATS = Set.of(DataType.F32, DataType.F16, DataType.BF16);

    private final Checkpoint checkpoint;
    private final ConversionLayout layout;

    private ConvertibleBase(Checkpoint checkpoint, ConversionLayout layout) {
        this.checkpoint = checkpoint;
        this.layout = layout;
    }

    /**
     * The config of a base that can be converted.
     *
     * @throws ConversionException where it cannot; it names field or tensor
     */
    static TransformerConfig require(Checkpoint checkpoint, ConversionLayout layout) {
        ConvertibleBase base = new ConvertibleBase(checkpoint, layout);
        return switch (checkpoint.config()) {
            case GlaSwaConfig _, GlaSwaMoeConfig _ ->
                throw base.error(
                        "field model_type: %s is converted already; convert the Transformer that it was made of"
                                .formatted(checkpoint.config().modelType()));
            case TransformerConfig config -> base.checked(config);
        };
    }

    private TransformerConfig checked(TransformerConfig config) {
        AttentionHeads heads = config.heads();
        if (layout instanceof ConversionLayout.GlaSwa && heads.queryColumns() != config.hiddenSize()) {
            throw error(
                    "field head_dim: expected hidden_size / num_attention_heads = %d / %d, found %d; gla_swa has no other"
                            .formatted(config.hiddenSize(), heads.queryHeads(), heads.headDim()));
        }
        if (config.outputBias()) {
            throw error("field attention_bias: %s has no bias for o_proj, as in model.layers.0.self_attn.o_proj.bias"
                    .formatted(layout.modelType()));
        }
        if (config.mlpBias()) {
            throw error("field mlp_bias: %s has no biases there, as model.layers.0.mlp.gate_proj.bias"
                    .formatted(layout.modelType()));
        }
        if (config.rotary().base().isEmpty()) {
            throw error("field rope_scaling: %s has plain rotary frequencies only".formatted(layout.modelType()));
        }
        requireFloats();
        return config;
    }

    private void requireFloats() {
        if (checkpoint.weightFormat() != WeightFormat.FLOAT) {
            throw error("its weights are quantised (%s); convert the model of floats that it was made of"
                    .formatted(checkpoint.weightFormat()));
        }
        for (String name : checkpoint.tensorNames()) {
            DataType type = checkpoint.tensor(name).dataType();
            if (!FLOATS.contains(type)) {
                throw error("tensor %s: expected F32, F16 or BF16, found %s".formatted(name, type));
            }
        }
    }

    private ConversionException error(String problem) {
        return new ConversionException("%s: %s".formatted(checkpoint.directory(), problem));
    }
}
