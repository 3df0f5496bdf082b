package org.spikingbrain4j.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.spikingbrain4j.inference.PositionLogprobs;
import org.spikingbrain4j.inference.TokenLogprob;

/** Log-probabilities in the shape of conversations: an object by token. Special tokens that end an answer are not part of it. */
final class ChatLogprobs {
    private final ServedModel model;
    private final int top;

    /** @param top tokens wanted at every place */
    ChatLogprobs(ServedModel model, int top) {
        this.model = model;
        this.top = top;
    }

    ObjectNode json(List<PositionLogprobs> places) {
        ObjectNode json = Json.object();
        ArrayNode content = json.putArray("content");
        for (PositionLogprobs place : places) {
            if (!model.tokenizer().isSpecial(place.chosen().token())) {
                ObjectNode entry = token(place.chosen());
                ArrayNode best = entry.putArray("top_logprobs");
                place.top().stream().limit(top).forEach(token -> best.add(token(token)));
                content.add(entry);
            }
        }
        json.putNull("refusal");
        return json;
    }

    private ObjectNode token(TokenLogprob token) {
        ObjectNode json = Json.object()
                .put("token", model.texts().text(token.token()))
                .put("logprob", CompletionLogprobs.finite(token.logprob()));
        ArrayNode bytes = json.putArray("bytes");
        for (byte value : model.texts().bytes(token.token())) {
            bytes.add(value & 0xff);
        }
        return json;
    }
}
