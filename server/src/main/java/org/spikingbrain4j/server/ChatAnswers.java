package org.spikingbrain4j.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.spikingbrain4j.inference.ChatReply;
import org.spikingbrain4j.inference.ToolCall;

/** Answers of a conversation as JSON. */
final class ChatAnswers {
    private ChatAnswers() {}

    /** An element of {@code choices}. */
    static ObjectNode choice(Parts parts, ChatCompletionRequest asked, int index, ChatReply reply) {
        ObjectNode choice = Json.object().put("index", index);
        choice.set("message", message(parts.ids(), reply));
        if (asked.topLogprobs().isPresent()) {
            choice.set(
                    "logprobs",
                    new ChatLogprobs(parts.model(), asked.topLogprobs().getAsInt())
                            .json(reply.generation().logprobs()));
        } else {
            choice.putNull("logprobs");
        }
        return choice.put("finish_reason", finishReason(reply));
    }

    /** A call with a new id. */
    static ObjectNode call(Ids ids, ToolCall call) {
        ObjectNode json = Json.object().put("id", ids.next("call_")).put("type", "function");
        json.putObject("function").put("name", call.name()).put("arguments", call.arguments());
        return json;
    }

    static String finishReason(ChatReply reply) {
        String reason = Completions.finishReason(reply.generation().finishReason());
        return reason.equals("stop") && !reply.toolCalls().isEmpty() ? "tool_calls" : reason;
    }

    private static ObjectNode message(Ids ids, ChatReply reply) {
        ObjectNode message = Json.object().put("role", "assistant");
        boolean silent = reply.text().isEmpty() && !reply.toolCalls().isEmpty();
        message.put("content", silent ? null : reply.text());
        message.putNull("refusal");
        if (!reply.toolCalls().isEmpty()) {
            ArrayNode calls = message.putArray("tool_calls");
            reply.toolCalls().forEach(call -> calls.add(call(ids, call)));
        }
        return message;
    }
}
