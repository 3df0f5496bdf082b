package org.spikingbrain4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.GlaSwaConfig;
import org.spikingbrain4j.checkpoint.GlaSwaMoeConfig;
import org.spikingbrain4j.checkpoint.ModelConfig;
import org.spikingbrain4j.checkpoint.TransformerConfig;
import org.spikingbrain4j.model.StateSize;
import org.spikingbrain4j.operators.HostTensor;

/** A checkpoint described for programs. */
final class CheckpointJson {
    private final Checkpoint checkpoint;
    private final ModelConfig config;
    private final WeightSummary weights;
    private final StateTable states;
    private final boolean listsTensors;

    CheckpointJson(CheckpointFacts facts, boolean listsTensors) {
        this.checkpoint = facts.checkpoint();
        this.config = facts.config();
        this.weights = facts.weights();
        this.states = facts.states();
        this.listsTensors = listsTensors;
    }

    String text() {
        Json json = new Json();
        ObjectNode node = json.object()
                .put("model", checkpoint.directory().toString())
                .put("model_type", config.modelType())
                .put("layers", config.layers())
                .put("hidden_size", config.hiddenSize())
                .put("intermediate_size", config.intermediateSize())
                .put("vocabulary_size", config.vocabularySize())
                .put("query_heads", config.heads().queryHeads())
                .put("kv_heads", config.heads().kvHeads())
                .put("head_dim", config.heads().headDim())
                .put("max_positions", config.maxPositions())
                .put("parameters", weights.parameters())
                .put("active_parameters", weights.activeParameters())
                .put("bytes", weights.bytes())
                .put("weight_bytes_read_per_token", weights.decodeBytes())
                .put("data_types", weights.dataTypes())
                .put("format", checkpoint.format())
                .put("fingerprint", checkpoint.fingerprint());
        addQuantization(node);
        addLayers(node);
        node.put("state_bytes_per_token", StateSize.bytesPerToken(config));
        states.addTo(node.putArray("state"));
        if (listsTensors) {
            addTensors(node.putArray("tensors"));
        }
        return json.text(node);
    }

    private void addQuantization(ObjectNode node) {
        node.put("weight_format", checkpoint.weightFormat().name().toLowerCase(Locale.ROOT));
        config.quantization().ifPresent(quantization -> {
            node.put("group_size", quantization.groupSize());
            ArrayNode k = node.putArray("k");
            quantization.k().forEach(k::add);
        });
    }

    private void addLayers(ObjectNode node) {
        switch (config) {
            case GlaSwaConfig gla -> {
                node.put("sliding_window", gla.slidingWindow());
                gla.windowLayers().forEach(node.putArray("window_layers")::add);
            }
            case GlaSwaMoeConfig mixture -> {
                node.put("sliding_window", mixture.slidingWindow());
                mixture.fullAttentionLayers().forEach(node.putArray("full_attention_layers")::add);
                mixture.denseLayers().forEach(node.putArray("dense_ffn_layers")::add);
                node.put("experts", mixture.experts())
                        .put("active_experts", mixture.activeExperts())
                        .put("shared_experts", mixture.sharedExperts())
                        .put("sink_tokens", mixture.sinkTokens());
            }
            case TransformerConfig _ -> {}
        }
    }

    private void addTensors(ArrayNode nodes) {
        for (String name : checkpoint.tensorNames()) {
            HostTensor tensor = checkpoint.tensor(name);
            ObjectNode node = nodes.addObject()
                    .put("name", name)
                    .put("data_type", tensor.dataType().name());
            ArrayNode shape = node.putArray("shape");
            tensor.shape().dimensions().forEach(shape::add);
        }
    }
}
