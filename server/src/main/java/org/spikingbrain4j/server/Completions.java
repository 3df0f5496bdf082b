package org.spikingbrain4j.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.function.Consumer;
import org.spikingbrain4j.inference.ChatListener;
import org.spikingbrain4j.inference.FinishReason;
import org.spikingbrain4j.inference.GenerationRequest;
import org.spikingbrain4j.inference.GenerationResult;

/** {@code POST /v1/completions}: texts that go on. */
final class Completions implements Handler {
    private static final Answering.Shape SHAPE = new Answering.Shape("cmpl-", "text_completion", "text_completion");

    private final Parts parts;

    Completions(Parts parts) {
        this.parts = parts;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        ObjectNode body = parts.body().object(request);
        try (Work work = parts.work().begin()) {
            CompletionRequest asked = CompletionRequest.read(
                    Fields.of(body), parts.model(), parts.texts().during(work));
            try (Memory memory = parts.memories().open(asked.generation().memory())) {
                new Run(asked, new Answering.Asking(memory, work, Exchange.of(request))).answer(response);
            }
        }
    }

    static String finishReason(FinishReason reason) {
        return reason == FinishReason.STOP ? "stop" : "length";
    }

    /** One request. */
    private final class Run extends Answering<GenerationResult> {
        private final CompletionRequest asked;
        private final Asking asking;

        Run(CompletionRequest asked, Asking asking) {
            super(parts, asked.generation(), asking, SHAPE);
            this.asked = asked;
            this.asking = asking;
        }

        @Override
        int count() {
            return asked.answers();
        }

        @Override
        GenerationResult make(int index, ChatListener listener) {
            GenerationFields generation = asked.generation();
            GenerationRequest request = new GenerationRequest(
                    prompt(index).tokens(),
                    asking.memory().state(),
                    false,
                    generation.options(index % generation.choices(), asked.logprobs(), asked.promptLogprobs()),
                    asking.exchange().client(generation.user()));
            return parts.model()
                    .scheduler()
                    .generate(request, listener, asking.work().cancellation());
        }

        @Override
        GenerationResult generation(GenerationResult made) {
            return made;
        }

        @Override
        ObjectNode choice(int index, GenerationResult made) {
            Prompt prompt = prompt(index);
            ObjectNode choice = Json.object()
                    .put("index", index)
                    .put("text", asked.echo() ? prompt.text() + made.text() : made.text());
            if (asked.logprobs().isPresent()) {
                choice.set("logprobs", logprobs(prompt, made));
            } else {
                choice.putNull("logprobs");
            }
            return choice.put("finish_reason", finishReason(made.finishReason()));
        }

        @Override
        AnswerStream<GenerationResult> stream(int index, Consumer<ObjectNode> pieces) {
            return new CompletionStream(parts.model().texts(), asked, index, prompt(index), pieces);
        }

        private ObjectNode logprobs(Prompt prompt, GenerationResult result) {
            CompletionLogprobs logprobs = new CompletionLogprobs(
                    parts.model().texts(), asked.logprobs().getAsInt(), 0);
            if (asked.echo()) {
                logprobs.addFirst(prompt.tokens()[0], prompt.showsFirst(parts.model()));
                logprobs.add(result.promptLogprobs());
            }
            logprobs.add(result.logprobs());
            return logprobs.json();
        }

        private Prompt prompt(int index) {
            return asked.prompts().get(index / asked.generation().choices());
        }
    }
}
