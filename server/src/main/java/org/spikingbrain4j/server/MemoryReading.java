package org.spikingbrain4j.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.spikingbrain4j.documents.DocumentException;
import org.spikingbrain4j.documents.DocumentReader;
import org.spikingbrain4j.inference.DocumentTokens;
import org.spikingbrain4j.model.SequenceState;

/** {@code POST /v1/memories}: reads a document and keeps what the model remembers of it. */
final class MemoryReading implements Handler {
    private static final Duration BETWEEN_EVENTS = Duration.ofMillis(250);

    private final Parts parts;

    MemoryReading(Parts parts) {
        this.parts = parts;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        MemoryFolder folder = parts.memories().folder();
        String id = parts.ids().next("mem_");
        boolean asEvents =
                request.headers().first(HeaderNames.ACCEPT).orElse("").contains("text/event-stream");
        try (Upload upload = Upload.receive(request, parts.body(), folder, id);
                Work work = parts.work().begin()) {
            Run run = new Run(id, upload, folder, work, Exchange.of(request));
            if (asEvents) {
                run.stream(response);
            } else {
                Answers.send(response, 201, run.read(_ -> {}).json());
            }
        }
    }

    /** One document. */
    private final class Run {
        private final String id;
        private final Upload upload;
        private final MemoryFolder folder;
        private final Work work;
        private final Exchange exchange;
        private final Progress progress = new Progress();
        private final long start = System.nanoTime();
        private long lastEvent = start;

        Run(String id, Upload upload, MemoryFolder folder, Work work, Exchange exchange) {
            this.id = id;
            this.upload = upload;
            this.folder = folder;
            this.work = work;
            this.exchange = exchange;
        }

        void stream(ServerResponse response) {
            try (EventStream events = EventStream.open(response, progress::text)) {
                try {
                    MemoryFacts facts = read(json -> events.send("progress", json));
                    events.send("memory", facts.json());
                } catch (RuntimeException e) {
                    parts.failures().end(events, e);
                }
            }
        }

        MemoryFacts read(Consumer<ObjectNode> events) {
            try (DocumentReader reader = DocumentReader.open(List.of(upload.file()));
                    SequenceState state = parts.model().text().model().newState()) {
                DocumentTokens tokens = new DocumentTokens(parts.model().tokenizer(), reader);
                boolean all = parts.model()
                        .scheduler()
                        .read(
                                most -> parts.texts().get(() -> tokens.next(most)),
                                state,
                                exchange.client(Optional.empty()),
                                position -> advanced(position, reader, events),
                                work.cancellation());
                exchange.read(state.position());
                return keep(state, tokens.documents(), all);
            } catch (DocumentException e) {
                throw ApiException.invalid(
                        "invalid_document", e.getMessage().replace(upload.file().toString(), upload.name()));
            }
        }

        /** What was read is kept also where the server is closed before the end; where the client went away nobody wants it. */
        private MemoryFacts keep(SequenceState state, int documents, boolean all) {
            if (!all && !work.shuttingDown()) {
                throw new CloseConnectionException("the client is gone");
            }
            if (state.position() == 0) {
                throw ApiException.invalid("invalid_document", upload.name() + ": there is no text in it.");
            }
            MemoryFacts facts = folder.keep(id, upload.name(), documents, all, state, upload.precision());
            if (!all) {
                throw ApiException.unavailable(
                        "shutting_down",
                        "The server is shutting down; what was read until now, %d tokens, is kept as %s."
                                .formatted(facts.tokens(), id));
            }
            return facts;
        }

        private void advanced(long position, DocumentReader reader, Consumer<ObjectNode> events) {
            long now = System.nanoTime();
            progress.reading(position);
            if (now - lastEvent >= BETWEEN_EVENTS.toNanos()) {
                lastEvent = now;
                ObjectNode json = Json.object().put("id", id).put("tokens", position);
                json.put("tokens_per_second", position * (double) TimeUnit.SECONDS.toNanos(1) / (now - start));
                reader.share().ifPresent(share -> json.put("share", share));
                events.accept(json);
            }
        }
    }
}
