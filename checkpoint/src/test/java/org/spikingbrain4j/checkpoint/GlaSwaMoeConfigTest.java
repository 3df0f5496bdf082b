package org.spikingbrain4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.RotaryFrequencies;

/** A config that no reader would take cannot be made, and so not written. */
class GlaSwaMoeConfigTest {
    @Test
    void whatIsOutOfItsRangeIsRefusedByName() {
        refused(builder -> builder.vocabularySize(0), "vocab_size: expected 1 to");
        refused(builder -> builder.hiddenSize(-1), "hidden_size");
        refused(builder -> builder.intermediateSize(0), "intermediate_size");
        refused(builder -> builder.layers(0), "num_hidden_layers");
        refused(builder -> builder.maxPositions(0), "max_position_embeddings");
        refused(builder -> builder.slidingWindow(Integer.MAX_VALUE), "sliding_window");
        refused(
                builder -> builder.fullAttentionLayers(Set.of(1, 3)),
                "full_attention_layers: expected 0 to 2, found 3");
        refused(builder -> builder.denseLayers(Set.of(-1)), "dense_ffn_layers: expected 0 to 2, found -1");
        refused(builder -> builder.experts(0), "num_experts");
        refused(builder -> builder.experts(1).activeExperts(16), "num_experts_per_tok: expected 1 to 1, found 16");
        refused(builder -> builder.sharedExperts(2), "num_shared_experts");
        refused(builder -> builder.sinkTokens(-1), "num_sink_tokens");
        refused(builder -> builder.normEpsilon(0), "norm_eps");
        refused(builder -> builder.routerLossWeight(Double.NaN), "router_aux_loss_coef");
        refused(
                builder -> builder.quantization(new Int8Quantization(0, List.of(3.0))),
                "quantization_config.k: expected one for each of 3 layers, found 1");
    }

    private static void refused(UnaryOperator<GlaSwaMoeConfigBuilder> change, String message) {
        assertThatThrownBy(() -> change.apply(sound()).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("gla_swa_moe: ")
                .hasMessageContaining(message);
    }

    @Test
    void whatIsNotSetIsTheDefault() {
        GlaSwaMoeConfig config = sound().build();
        assertThat(config.fullAttentionLayers()).isEmpty();
        assertThat(config.denseLayers()).isEmpty();
        assertThat(config.sharedExperts()).isEqualTo(1);
        assertThat(config.sinkTokens()).isZero();
        assertThat(config.routerLossWeight()).isEqualTo(GlaSwaMoeConfig.DEFAULT_ROUTER_LOSS);
        assertThat(config.quantization()).isEmpty();
    }

    @Test
    void whatEveryModelHasIsTakenFromAnother() {
        GlaSwaMoeConfig other = sound().normEpsilon(1e-5).build();
        assertThat(GlaSwaMoeConfig.builder(other)
                        .slidingWindow(16)
                        .experts(4)
                        .activeExperts(1)
                        .build())
                .isEqualTo(other);
    }

    private static GlaSwaMoeConfigBuilder sound() {
        TokenIds tokens = new TokenIds(OptionalInt.empty(), new TreeSet<>());
        return GlaSwaMoeConfig.builder(new AttentionHeads(4, 2, 16), RotaryFrequencies.of(1e6, 16), tokens)
                .vocabularySize(320)
                .hiddenSize(64)
                .intermediateSize(160)
                .layers(3)
                .maxPositions(512)
                .slidingWindow(16)
                .experts(4)
                .activeExperts(1);
    }
}
