package org.spikingbrain4j.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.spikingbrain4j.inference.ChatListener;
import org.spikingbrain4j.inference.FinishReason;
import org.spikingbrain4j.inference.GenerationResult;

/**
 * One request for answers: makes them, several at once, and sends them whole or as events.
 *
 * @param <R> an answer
 */
abstract class Answering<R> {
    private final Parts parts;
    private final GenerationFields asked;
    private final Asking asking;
    private final Shape shape;
    private final Progress progress = new Progress();
    private final String id;
    private final long created = Instant.now().getEpochSecond();

    /** For whom an answer is made, and after what. */
    record Asking(Memory memory, Work work, Exchange exchange) {}

    /** What an endpoint calls its answers. */
    record Shape(String idPrefix, String whole, String piece) {}

    Answering(Parts parts, GenerationFields asked, Asking asking, Shape shape) {
        this.parts = parts;
        this.asked = asked;
        this.asking = asking;
        this.shape = shape;
        this.id = parts.ids().next(shape.idPrefix());
    }

    /** How many answers there are to be. */
    abstract int count();

    /** Makes one. */
    abstract R make(int index, ChatListener listener);

    /** How it came about. */
    abstract GenerationResult generation(R made);

    /** One as an element of {@code choices}. */
    abstract ObjectNode choice(int index, R made);

    /** @param pieces takes pieces of one, as elements of {@code choices} */
    abstract AnswerStream<R> stream(int index, Consumer<ObjectNode> pieces);

    /** Makes all and sends them. */
    void answer(ServerResponse response) {
        if (asked.stream()) {
            stream(response);
        } else {
            Answers.send(response, whole());
        }
    }

    private ObjectNode whole() {
        List<R> made = makeAll(_ -> _ -> {});
        ObjectNode json = head(shape.whole());
        ArrayNode choices = json.putArray("choices");
        for (int i = 0; i < made.size(); i++) {
            choices.add(choice(i, made.get(i)));
        }
        json.set("usage", usage(made).json());
        return json;
    }

    private void stream(ServerResponse response) {
        try (EventStream events = EventStream.open(response, progress::text)) {
            try {
                List<R> made = makeAll(index -> stream(index, piece -> send(events, piece)));
                if (asked.includeUsage()) {
                    ObjectNode last = head(shape.piece());
                    last.putArray("choices");
                    last.set("usage", usage(made).json());
                    events.send(last);
                }
                events.done();
            } catch (RuntimeException e) {
                parts.failures().end(events, e);
            }
        }
    }

    private void send(EventStream events, ObjectNode choice) {
        ObjectNode chunk = head(shape.piece());
        chunk.putArray("choices").add(choice);
        if (asked.includeUsage()) {
            chunk.putNull("usage");
        }
        events.send(chunk);
    }

    /** Behind a memory each answer reads the prompt for itself, so none waits for another to have read it. */
    private List<R> makeAll(IntFunction<AnswerStream<R>> streams) {
        int sharing = asking.memory().state().isPresent() ? 1 : asked.choices();
        Choices choices = new Choices(
                sharing, parts.model().limits().parallelChoices(), asking.work().cancellation());
        List<R> made = choices.make(count(), (index, promptRead) -> make(index, streams.apply(index), promptRead));
        asking.work().requireWanted();
        return made;
    }

    private R make(int index, AnswerStream<R> stream, Runnable promptRead) {
        R made = make(index, new Metered(stream, asking.exchange(), parts.metrics(), progress, promptRead));
        GenerationResult result = generation(made);
        asking.exchange().generated(result, asking.memory().tokens());
        if (result.finishReason() != FinishReason.CANCELLED) {
            stream.finish(made);
        }
        return made;
    }

    private Usage usage(List<R> made) {
        return Usage.of(
                made.stream().map(this::generation).toList(),
                asked.choices(),
                asking.memory().tokens());
    }

    private ObjectNode head(String object) {
        return Json.object()
                .put("id", id)
                .put("object", object)
                .put("created", created)
                .put("model", parts.model().name());
    }
}
