package org.spikingbrain4j.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.spikingbrain4j.checkpoint.GlaSwaMoeConfig;
import org.spikingbrain4j.checkpoint.ModelConfig;
import org.spikingbrain4j.checkpoint.TransformerConfig;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.StateSize;
import org.spikingbrain4j.operators.AttentionHeads;

/** {@code GET /v1/model}: what the page tells of the model, its memory beside a Transformer's of the same shape. */
final class ModelFacts implements Handler {
    private static final int HALF_PRECISION_BYTES = 2;

    private final Parts parts;

    ModelFacts(Parts parts) {
        this.parts = parts;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        LanguageModel model = parts.model().text().model();
        ModelConfig config = model.config();
        long growth = StateSize.bytesPerToken(config);
        ObjectNode json = Json.object()
                .put("id", parts.model().name())
                .put("model_type", config.modelType())
                .put("layers", config.layers())
                .put("hidden_size", config.hiddenSize())
                .put("vocabulary_size", config.vocabularySize())
                .put("max_positions", config.maxPositions())
                .put("transformer", config instanceof TransformerConfig)
                .put("state_bytes", StateSize.bytes(config, config.maxPositions()) - growth * config.maxPositions())
                .put("state_bytes_per_token", growth)
                .put("transformer_bytes_per_token", transformerBytes(config))
                .put("chat", parts.model().tokenizer().chatTemplate().isPresent())
                .put("memories", parts.memories().kept());
        model.spiking()
                .ifPresentOrElse(spiking -> json.put("spiking", spiking.description()), () -> json.putNull("spiking"));
        if (config instanceof GlaSwaMoeConfig mixture && mixture.hasExperts()) {
            json.putObject("experts")
                    .put("routed", mixture.experts())
                    .put("active", mixture.activeExperts())
                    .put("shared", mixture.sharedExperts());
        } else {
            json.putNull("experts");
        }
        Answers.send(response, json);
    }

    /** Keys and values of one token in all layers, in half precision as such caches are kept. */
    private static long transformerBytes(ModelConfig config) {
        AttentionHeads heads = config.heads();
        return 2L * config.layers() * heads.kvHeads() * heads.headDim() * HALF_PRECISION_BYTES;
    }
}
