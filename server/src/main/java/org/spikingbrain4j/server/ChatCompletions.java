package org.spikingbrain4j.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.function.Consumer;
import org.spikingbrain4j.grammar.SchemaException;
import org.spikingbrain4j.inference.ChatListener;
import org.spikingbrain4j.inference.ChatReply;
import org.spikingbrain4j.inference.ChatRequest;
import org.spikingbrain4j.inference.GenerationResult;

/** {@code POST /v1/chat/completions}: the next message of a conversation. */
final class ChatCompletions implements Handler {
    private static final Answering.Shape SHAPE =
            new Answering.Shape("chatcmpl-", "chat.completion", "chat.completion.chunk");

    private final Parts parts;

    ChatCompletions(Parts parts) {
        this.parts = parts;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        ChatCompletionRequest asked =
                ChatCompletionRequest.read(Fields.of(parts.body().object(request)), parts.model());
        try (Memory memory = parts.memories().open(asked.generation().memory());
                Work work = parts.work().begin()) {
            new Run(asked, new Answering.Asking(memory, work, Exchange.of(request))).answer(response);
        }
    }

    /** One request. */
    private final class Run extends Answering<ChatReply> {
        private final ChatCompletionRequest asked;
        private final Asking asking;
        private final int[] prompt;

        Run(ChatCompletionRequest asked, Asking asking) {
            super(parts, asked.generation(), asking, SHAPE);
            this.asked = asked;
            this.asking = asking;
            this.prompt = parts.model()
                    .requireFitting(
                            "messages",
                            parts.model().chat().prompt(chat(0), parts.texts().during(asking.work())));
        }

        @Override
        int count() {
            return asked.generation().choices();
        }

        @Override
        ChatReply make(int index, ChatListener listener) {
            try {
                return parts.model()
                        .chat()
                        .reply(chat(index), prompt, listener, asking.work().cancellation());
            } catch (SchemaException e) {
                throw ApiException.field(
                        asked.demandsCall() ? "tools" : "response_format", "invalid_schema", e.getMessage());
            }
        }

        @Override
        GenerationResult generation(ChatReply made) {
            return made.generation();
        }

        @Override
        ObjectNode choice(int index, ChatReply made) {
            return ChatAnswers.choice(parts, asked, index, made);
        }

        @Override
        AnswerStream<ChatReply> stream(int index, Consumer<ObjectNode> pieces) {
            return new ChatStream(parts, asked, index, pieces);
        }

        private ChatRequest chat(int choice) {
            return new ChatRequest(
                    asked.messages(),
                    asked.tools(),
                    asked.toolChoice(),
                    asked.format(),
                    asked.generation().options(choice, asked.topLogprobs(), false),
                    asking.memory().state(),
                    asking.exchange().client(asked.generation().user()));
        }
    }
}
