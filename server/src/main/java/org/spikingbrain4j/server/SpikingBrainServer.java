package org.spikingbrain4j.server;

import io.helidon.http.DirectHandler.EventType;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.spikingbrain4j.inference.Scheduler;
import org.spikingbrain4j.inference.TextModel;
import org.spikingbrain4j.operators.SpikingBrainException;

/** OpenAI's HTTP API over one model. It answers from its start until it is closed. */
public final class SpikingBrainServer implements AutoCloseable {
    private static final Duration AFTER_CANCELLING = Duration.ofSeconds(5);
    private static final Set<String> WITHOUT_KEY = Set.of("/health", "/ready");

    private final ServerOptions options;
    private final Scheduler scheduler;
    private final Memories memories;
    private final Observed observed;
    private final Work.Register work = new Work.Register();
    private final TextThreads texts;
    private final ClientConnections connections;
    private final WebServer server;
    private final AtomicBoolean closed = new AtomicBoolean();

    private SpikingBrainServer(
            TextModel model, ServerOptions options, ActivityMeter meter, Consumer<String> accessLog) {
        this.options = options;
        this.memories = new Memories(
                options.memories().map(folder -> MemoryFolder.open(folder, model.model())), options.memoryBytes());
        this.scheduler = Scheduler.open(model, options.scheduler());
        this.texts = TextThreads.open();
        Metrics metrics = new Metrics();
        metrics.observe(scheduler);
        metrics.observe(texts);
        if (model.model().config().hasExperts()) {
            meter.countExperts();
        }
        metrics.observe(meter);
        metrics.observe(model.model());
        this.observed = new Observed(new AccessLog(options.accessLog() ? accessLog : _ -> {}), metrics);
        this.connections = new ClientConnections(http(options), options.timeouts());
        metrics.gauge("connections", "Open connections", connections::open);
        metrics.gauge("memory_bytes", "Memory of states of documents in RAM", memories::bytes);
        Parts parts = new Parts(
                new ServedModel(options.modelName(), scheduler, options.limits()),
                new Body(options.limits(), options.timeouts()),
                memories,
                work,
                metrics,
                new Failures(),
                new Ids(),
                texts);
        try {
            this.server = web(parts, meter);
        } catch (RuntimeException | Error e) {
            closeParts();
            throw e;
        }
    }

    /**
     * Opens the port.
     *
     * @param model stays the caller's; close the server first
     * @param meter over whose back end the model was loaded; another one sees nothing
     * @param accessLog takes a line of JSON per request
     * @throws SpikingBrainException where a file is wrong, or the port is taken
     */
    public static SpikingBrainServer start(
            TextModel model, ServerOptions options, ActivityMeter meter, Consumer<String> accessLog) {
        requirePort(options.host(), options.port());
        SpikingBrainServer server = new SpikingBrainServer(model, options, meter, accessLog);
        try {
            server.server.start();
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** The web server would only log that it cannot listen, and go on without. */
    private static void requirePort(String host, int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new SpikingBrainException(
                    "host %s, port %d: cannot listen there: %s; choose another with --port or --host"
                            .formatted(host, port, e.getMessage()),
                    e);
        }
    }

    /** The port it listens on. */
    public int port() {
        return server.port();
    }

    /** What answers its requests; others may use it too, but not close it. */
    public Scheduler scheduler() {
        return scheduler;
    }

    /** Where it answers. */
    public URI uri() {
        String scheme = options.tls().isPresent() ? "https" : "http";
        String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
        return URI.create("%s://%s:%d".formatted(scheme, host, port()));
    }

    /**
     * Refuses new requests, lets answers finish for {@link Timeouts#shutdown}, ends what still runs and keeps what was read. Closing twice
     * is harmless.
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        observed.refuse();
        work.beginClosing();
        awaitAnswers(options.timeouts().shutdown());
        work.endAll();
        awaitAnswers(AFTER_CANCELLING);
        server.stop();
        closeParts();
    }

    private void closeParts() {
        connections.close();
        memories.close();
        scheduler.close();
        texts.close();
    }

    private void awaitAnswers(Duration most) {
        long end = System.nanoTime() + most.toNanos();
        try {
            while (observed.underWay() > 0 && System.nanoTime() < end) {
                Thread.sleep(Duration.ofMillis(10));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // whoever closes is in a hurry
        }
    }

    private WebServer web(Parts parts, ActivityMeter meter) {
        WebServerConfig.Builder builder = WebServer.builder()
                .host(options.host())
                .port(options.port())
                .shutdownHook(false)
                .featuresDiscoverServices(false)
                .protocolsDiscoverServices(false)
                .addConnectionSelector(connections)
                .useNio(false) // one thread reads while another writes: the TLS over channels is not made for that
                .maxTcpConnections(options.limits().connections())
                .errorHandling(errors -> errors.includeEntity(true))
                .directHandlers(handlers ->
                        Arrays.stream(EventType.values()).forEach(type -> handlers.addHandler(type, parts.failures())))
                .routing(routing -> route(routing, parts, meter));
        options.tls().ifPresent(files -> builder.tls(files.tls()));
        return builder.build();
    }

    private void route(HttpRouting.Builder routing, Parts parts, ActivityMeter meter) {
        Page page = new Page();
        routing.addFilter(observed)
                .addFilter(new Access(options, path -> WITHOUT_KEY.contains(path) || page.has(path)))
                .error(Throwable.class, parts.failures()::answer);
        Tokenization tokenization = new Tokenization(parts);
        Models models = new Models(parts.model());
        MemoryRoutes memory = new MemoryRoutes(parts);
        new Routes(routing, observed)
                .post("/v1/chat/completions", new ChatCompletions(parts))
                .post("/v1/completions", new Completions(parts))
                .post("/v1/embeddings", new Embeddings(parts))
                .get("/v1/models", models::list)
                .get("/v1/models/{+id}", models::get) // names with slashes too
                .post("/v1/memories", new MemoryReading(parts), "name", "precision")
                .get("/v1/model", new ModelFacts(parts))
                .get("/v1/spikes", new Spikes(parts, meter), "layer", "projection")
                .get("/v1/experts", new Experts(parts, meter))
                .get("/v1/memories", memory::list)
                .get("/v1/memories/{id}", memory::get)
                .delete("/v1/memories/{id}", memory::delete)
                .post("/tokenize", tokenization::tokenize)
                .post("/detokenize", tokenization::detokenize)
                .get("/tokenizer_info", tokenization::info)
                .get("/health", Health::live)
                .get("/ready", Health::ready)
                .get("/metrics", parts.metrics()::answer)
                .finish(page);
    }

    private static Http1ConnectionSelector http(ServerOptions options) {
        return Http1ConnectionSelector.builder()
                .config(Http1Config.builder()
                        .maxHeadersSize(options.limits().headerBytes())
                        .build())
                .build();
    }
}
