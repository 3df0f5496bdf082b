package org.spikingbrain4j.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.List;
import org.spikingbrain4j.inference.ChatListener;
import org.spikingbrain4j.inference.ChatReply;
import org.spikingbrain4j.inference.ChatRequest;
import org.spikingbrain4j.inference.FinishReason;

/** {@code POST /v1/chat/completions}: the next message of a conversation. */
final class ChatCompletions implements Handler {
    private final Parts parts;

    ChatCompletions(Parts parts) {
        this.parts = parts;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        ChatCompletionRequest asked =
                ChatCompletionRequest.read(Fields.of(parts.body().object(request)), parts.model());
        try (Memory memory = parts.memories().open(asked.generation().memory())) {
            Run run = new Run(asked, memory, Exchange.of(request));
            parts.model().requireFitting("messages", parts.model().chat().prompt(run.chat(0)));
            try (Work work = parts.work().begin()) {
                if (asked.generation().stream()) {
                    run.stream(work, response);
                } else {
                    Answers.send(response, run.whole(work));
                }
            }
        }
    }

    /** One request. */
    private final class Run {
        private final ChatCompletionRequest asked;
        private final Memory memory;
        private final Exchange exchange;
        private final Progress progress = new Progress();
        private final String id = parts.ids().next("chatcmpl-");
        private final long created = Instant.now().getEpochSecond();

        Run(ChatCompletionRequest asked, Memory memory, Exchange exchange) {
            this.asked = asked;
            this.memory = memory;
            this.exchange = exchange;
        }

        ChatRequest chat(int choice) {
            return new ChatRequest(
                    asked.messages(),
                    asked.tools(),
                    asked.toolChoice(),
                    asked.format(),
                    asked.generation().options(choice, asked.reported(), false),
                    memory.state(),
                    exchange.client(asked.generation().user()));
        }

        ObjectNode whole(Work work) {
            List<ChatReply> replies = reply(work, _ -> ChatListener.NONE);
            ObjectNode json = head("chat.completion");
            ArrayNode choices = json.putArray("choices");
            for (int i = 0; i < replies.size(); i++) {
                choices.add(ChatAnswers.choice(parts, asked, i, replies.get(i)));
            }
            json.set("usage", usage(replies).json());
            return json;
        }

        void stream(Work work, ServerResponse response) {
            try (EventStream events = EventStream.open(response, progress::text)) {
                try {
                    List<ChatReply> replies =
                            reply(work, index -> new ChatStream(parts, asked, index, piece -> send(events, piece)));
                    if (asked.generation().includeUsage()) {
                        ObjectNode last = head("chat.completion.chunk");
                        last.putArray("choices");
                        last.set("usage", usage(replies).json());
                        events.send(last);
                    }
                    events.done();
                } catch (RuntimeException e) {
                    parts.failures().end(events, e);
                }
            }
        }

        private void send(EventStream events, ObjectNode choice) {
            ObjectNode chunk = head("chat.completion.chunk");
            chunk.putArray("choices").add(choice);
            if (asked.generation().includeUsage()) {
                chunk.putNull("usage");
            }
            events.send(chunk);
        }

        private List<ChatReply> reply(Work work, Listeners listeners) {
            int count = asked.generation().choices();
            List<ChatReply> replies = new Choices(count, parts.model().limits().parallelChoices(), work.cancellation())
                    .make(count, (index, promptRead) -> reply(work, index, listeners.of(index), promptRead));
            work.requireWanted();
            replies.forEach(reply -> exchange.generated(reply.generation(), memory.tokens()));
            return replies;
        }

        private ChatReply reply(Work work, int index, ChatListener listener, Runnable promptRead) {
            Metered metered = new Metered(listener, exchange, parts.metrics(), progress, promptRead);
            ChatReply reply = parts.model().chat().reply(chat(index), metered, work.cancellation());
            if (listener instanceof ChatStream stream && reply.generation().finishReason() != FinishReason.CANCELLED) {
                stream.finish(reply);
            }
            return reply;
        }

        private Usage usage(List<ChatReply> replies) {
            return Usage.of(
                    replies.stream().map(ChatReply::generation).toList(),
                    asked.generation().choices(),
                    memory.tokens());
        }

        private ObjectNode head(String object) {
            return Json.object()
                    .put("id", id)
                    .put("object", object)
                    .put("created", created)
                    .put("model", parts.model().name());
        }
    }

    /** The listener of each answer. */
    @FunctionalInterface
    private interface Listeners {
        ChatListener of(int index);
    }
}
