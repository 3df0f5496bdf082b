package org.spikingbrain4j.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.List;
import org.spikingbrain4j.inference.ChatListener;
import org.spikingbrain4j.inference.FinishReason;
import org.spikingbrain4j.inference.GenerationRequest;
import org.spikingbrain4j.inference.GenerationResult;

/** {@code POST /v1/completions}: texts that go on. */
final class Completions implements Handler {
    private final Parts parts;

    Completions(Parts parts) {
        this.parts = parts;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        CompletionRequest asked = CompletionRequest.read(Fields.of(parts.body().object(request)), parts.model());
        try (Memory memory = parts.memories().open(asked.generation().memory());
                Work work = parts.work().begin()) {
            Run run = new Run(asked, memory, work, Exchange.of(request));
            if (asked.generation().stream()) {
                run.stream(response);
            } else {
                Answers.send(response, run.whole());
            }
        }
    }

    static String finishReason(FinishReason reason) {
        return reason == FinishReason.STOP ? "stop" : "length";
    }

    /** One request. */
    private final class Run {
        private final CompletionRequest asked;
        private final Memory memory;
        private final Work work;
        private final Exchange exchange;
        private final Progress progress = new Progress();
        private final String id = parts.ids().next("cmpl-");
        private final long created = Instant.now().getEpochSecond();

        Run(CompletionRequest asked, Memory memory, Work work, Exchange exchange) {
            this.asked = asked;
            this.memory = memory;
            this.work = work;
            this.exchange = exchange;
        }

        ObjectNode whole() {
            List<GenerationResult> results = generate(_ -> ChatListener.NONE);
            ObjectNode json = head();
            ArrayNode choices = json.putArray("choices");
            for (int i = 0; i < results.size(); i++) {
                GenerationResult result = results.get(i);
                Prompt prompt = prompt(i);
                ObjectNode choice = choices.addObject();
                choice.put("index", i).put("text", asked.echo() ? prompt.text() + result.text() : result.text());
                if (asked.logprobs().isPresent()) {
                    choice.set("logprobs", logprobs(prompt, result));
                } else {
                    choice.putNull("logprobs");
                }
                choice.put("finish_reason", finishReason(result.finishReason()));
            }
            json.set("usage", usage(results).json());
            return json;
        }

        void stream(ServerResponse response) {
            try (EventStream events = EventStream.open(response, progress::text)) {
                try {
                    List<GenerationResult> results = generate(index -> new CompletionStream(
                            parts.model().texts(), asked, index, prompt(index), piece -> send(events, piece)));
                    if (asked.generation().includeUsage()) {
                        ObjectNode last = head();
                        last.putArray("choices");
                        last.set("usage", usage(results).json());
                        events.send(last);
                    }
                    events.done();
                } catch (RuntimeException e) {
                    parts.failures().end(events, e);
                }
            }
        }

        private void send(EventStream events, ObjectNode choice) {
            ObjectNode chunk = head();
            chunk.putArray("choices").add(choice);
            if (asked.generation().includeUsage()) {
                chunk.putNull("usage");
            }
            events.send(chunk);
        }

        private List<GenerationResult> generate(Listeners listeners) {
            GenerationFields generation = asked.generation();
            List<GenerationResult> results = new Choices(
                            generation.choices(), parts.model().limits().parallelChoices(), work.cancellation())
                    .make(asked.answers(), (index, promptRead) -> generate(index, listeners.of(index), promptRead));
            work.requireWanted();
            results.forEach(result -> exchange.generated(result, memory.tokens()));
            return results;
        }

        private GenerationResult generate(int index, ChatListener listener, Runnable promptRead) {
            GenerationFields generation = asked.generation();
            GenerationRequest request = new GenerationRequest(
                    prompt(index).tokens(),
                    memory.state(),
                    false,
                    generation.options(index % generation.choices(), asked.reported(), asked.promptLogprobs()),
                    exchange.client(generation.user()));
            Metered metered = new Metered(listener, exchange, parts.metrics(), progress, promptRead);
            GenerationResult result = parts.model().scheduler().generate(request, metered, work.cancellation());
            if (listener instanceof CompletionStream stream && result.finishReason() != FinishReason.CANCELLED) {
                stream.finish(result);
            }
            return result;
        }

        private ObjectNode logprobs(Prompt prompt, GenerationResult result) {
            CompletionLogprobs logprobs = new CompletionLogprobs(
                    parts.model().texts(), asked.logprobs().getAsInt(), 0);
            if (asked.echo()) {
                logprobs.addFirst(prompt.tokens()[0]);
                logprobs.add(result.promptLogprobs());
            }
            logprobs.add(result.logprobs());
            return logprobs.json();
        }

        private Prompt prompt(int index) {
            return asked.prompts().get(index / asked.generation().choices());
        }

        private Usage usage(List<GenerationResult> results) {
            return Usage.of(results, asked.generation().choices(), memory.tokens());
        }

        private ObjectNode head() {
            return Json.object()
                    .put("id", id)
                    .put("object", "text_completion")
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
