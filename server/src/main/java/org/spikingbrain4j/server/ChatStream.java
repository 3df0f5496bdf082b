package org.spikingbrain4j.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.spikingbrain4j.inference.ChatReply;
import org.spikingbrain4j.inference.PositionLogprobs;
import org.spikingbrain4j.inference.ToolCall;

/** Makes pieces of one answer as it comes. */
final class ChatStream implements AnswerStream<ChatReply> {
    private final Parts parts;
    private final ChatCompletionRequest asked;
    private final int index;
    private final Consumer<ObjectNode> pieces;
    private final List<PositionLogprobs> pending = new ArrayList<>();
    private boolean begun;
    private int calls;

    /** @param pieces takes each, an element of {@code choices} */
    ChatStream(Parts parts, ChatCompletionRequest asked, int index, Consumer<ObjectNode> pieces) {
        this.parts = parts;
        this.asked = asked;
        this.index = index;
        this.pieces = pieces;
    }

    @Override
    public void onToken(int token) {
        begin();
    }

    @Override
    public void onLogprobs(PositionLogprobs logprobs) {
        pending.add(logprobs);
    }

    @Override
    public void onWords(String piece) {
        send(Json.object().put("content", piece));
    }

    @Override
    public void onToolCall(ToolCall call) {
        ObjectNode delta = Json.object();
        ObjectNode json = delta.putArray("tool_calls").addObject();
        json.put("index", calls++);
        json.setAll(ChatAnswers.call(parts.ids(), call));
        send(delta);
    }

    /** The last piece. */
    @Override
    public void finish(ChatReply reply) {
        begin();
        pieces.accept(piece(Json.object()).put("finish_reason", ChatAnswers.finishReason(reply)));
    }

    private void begin() {
        if (!begun) {
            begun = true;
            send(Json.object().put("role", "assistant").put("content", ""));
        }
    }

    private void send(ObjectNode delta) {
        pieces.accept(piece(delta).putNull("finish_reason"));
    }

    private ObjectNode piece(ObjectNode delta) {
        ObjectNode piece = Json.object().put("index", index);
        piece.set("delta", delta);
        if (asked.topLogprobs().isPresent() && !pending.isEmpty()) {
            piece.set(
                    "logprobs",
                    new ChatLogprobs(parts.model(), asked.topLogprobs().getAsInt()).json(pending));
            pending.clear();
        } else {
            piece.putNull("logprobs");
        }
        return piece;
    }
}
