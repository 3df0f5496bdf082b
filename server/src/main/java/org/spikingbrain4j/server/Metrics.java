package org.spikingbrain4j.server;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import org.spikingbrain4j.inference.Scheduler;
import org.spikingbrain4j.model.LanguageModel;

/** What Prometheus may know: counters of requests and tokens, times, and what is in memory now. */
final class Metrics {
    private static final String PREFIX = "spikingbrain_";
    /** Anybody can make up more. */
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private static final double[] SECONDS = {0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300};
    private static final double[] SHORT_SECONDS = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5};

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final ExpositionFormats formats = ExpositionFormats.init();
    private final Counter requests;
    private final Histogram requestSeconds;
    private final Counter promptTokens;
    private final Counter cachedTokens;
    private final Counter completionTokens;
    private final Histogram firstToken;
    private final Histogram betweenTokens;

    Metrics() {
        requests = Counter.builder()
                .name(PREFIX + "requests_total")
                .help("Requests answered; 499 is a client that went away")
                .labelNames("method", "path", "status")
                .register(registry);
        requestSeconds = histogram("request_seconds", "From a request to the end of its answer", SECONDS);
        promptTokens = counter("prompt_tokens_total", "Tokens of prompts, memories and reused prefixes included");
        cachedTokens = counter("cached_tokens_total", "Tokens of prompts that did not have to be read");
        completionTokens = counter("completion_tokens_total", "Tokens generated");
        firstToken = histogram(
                "time_to_first_token_seconds", "From a request to the first token of each of its answers", SECONDS);
        betweenTokens = histogram("time_between_tokens_seconds", "Between two tokens of an answer", SHORT_SECONDS);
        ProcessMemory.resident()
                .ifPresent(_ -> gauge(
                        "process_resident_bytes",
                        "Memory of the process, mapped weights included",
                        () -> ProcessMemory.resident().orElse(0)));
        gauge("heap_used_bytes", "Java heap in use", () -> {
            Runtime runtime = Runtime.getRuntime();
            return (double) runtime.totalMemory() - runtime.freeMemory();
        });
    }

    /** Adds what a scheduler says of itself. */
    void observe(Scheduler scheduler) {
        gauge(
                "running_requests",
                "Requests that have a place",
                () -> scheduler.status().running());
        gauge(
                "waiting_requests",
                "Requests in the queue",
                () -> scheduler.status().waiting());
        gauge(
                "prefix_bytes",
                "Memory of kept prefixes",
                () -> scheduler.status().prefixBytes());
        gauge("prefixes", "Kept prefixes", () -> scheduler.status().prefixes());
        count(
                "decode_passes_total",
                "Passes that read a token of each of some sequences",
                () -> scheduler.status().decodePasses());
        count(
                "decoded_tokens_total",
                "Tokens that decode passes read",
                () -> scheduler.status().decodedTokens());
        count(
                "prefill_passes_total",
                "Passes that read a piece of a prompt or document",
                () -> scheduler.status().prefillPasses());
        count(
                "prefilled_tokens_total",
                "Tokens that prefill passes read",
                () -> scheduler.status().prefilledTokens());
    }

    /** Adds the load of experts, and what spikes, from the first decode pass on that was looked at. */
    void observe(ActivityMeter meter) {
        CounterWithCallback.builder()
                .name(PREFIX + "expert_tokens_total")
                .help("Tokens that went to an expert")
                .labelNames("layer", "expert")
                .callback(callback -> meter.experts().load().forEach((layer, load) -> {
                    for (int expert = 0; expert < load.experts(); expert++) {
                        callback.call(load.tokens().get(expert), Integer.toString(layer), Integer.toString(expert));
                    }
                }))
                .register(registry);
        spikes(
                "spike_sparsity",
                "Share of spike steps that are silent, in a pass now and then",
                meter,
                pass -> pass.statistics().sparsity3Step());
        spikes(
                "spike_silent_share",
                "Share of channels without a spike, in a pass now and then",
                meter,
                pass -> pass.statistics().silentShare());
        GaugeWithCallback.builder()
                .name(PREFIX + "energy_per_token_joules")
                .help("Estimated at published prices of 45 nm with weights in DRAM, the dearer of two")
                .labelNames("way")
                .callback(callback -> meter.lastDecode()
                        .map(ObservedPass::energy)
                        .ifPresent(energy -> {
                            callback.call(energy.spiking().total().high(), "spiking");
                            callback.call(energy.int8().total().high(), "int8");
                            callback.call(energy.fp16().total().high(), "fp16");
                        }))
                .register(registry);
    }

    /** Adds how the experts of a model get along with their memory, where that has bounds. */
    void observe(LanguageModel model) {
        if (model.expertMemory().isPresent()) {
            gauge(
                    "expert_resident_bytes",
                    "Memory of experts within their bounds",
                    () -> model.expertMemory().orElseThrow().resident());
            count(
                    "expert_uses_total",
                    "Uses of an expert by a pass",
                    () -> model.expertMemory().orElseThrow().uses());
            count(
                    "expert_reads_total",
                    "Reads of an expert from its file",
                    () -> model.expertMemory().orElseThrow().reads());
        }
    }

    private void spikes(String name, String help, ActivityMeter meter, ToDoubleFunction<ObservedPass> value) {
        GaugeWithCallback.builder()
                .name(PREFIX + name)
                .help(help)
                .callback(callback -> meter.lastDecode().ifPresent(pass -> callback.call(value.applyAsDouble(pass))))
                .register(registry);
    }

    /** Adds what the threads for texts did. */
    void observe(TextThreads texts) {
        count("text_pieces_total", "Pieces of texts that were rendered, encoded or decoded", texts::done);
    }

    /** Adds a value that is asked for when somebody looks. */
    void gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(PREFIX + name)
                .help(help)
                .callback(callback -> callback.call(value.getAsDouble()))
                .register(registry);
    }

    void answered(String method, Exchange exchange, int status, double seconds) {
        requests.labelValues(METHODS.contains(method) ? method : "other", exchange.route(), Integer.toString(status))
                .inc();
        requestSeconds.observe(seconds);
        promptTokens.inc(exchange.promptTokens());
        cachedTokens.inc(exchange.cachedTokens());
    }

    /** A token was generated, whoever still wants it. */
    void token() {
        completionTokens.inc();
    }

    /** @param nanos from a request to the first token of one of its answers */
    void firstToken(long nanos) {
        firstToken.observe(seconds(nanos));
    }

    void betweenTokens(long nanos) {
        betweenTokens.observe(seconds(nanos));
    }

    /** Answers in a format that the client knows. */
    void answer(ServerRequest request, ServerResponse response) throws IOException {
        String accept = request.headers().first(HeaderNames.ACCEPT).orElse("");
        ExpositionFormatWriter writer = formats.findWriter(accept);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        writer.write(text, registry.scrape());
        response.header(HeaderNames.CONTENT_TYPE, writer.getContentType()).send(text.toByteArray());
    }

    private Counter counter(String name, String help) {
        return Counter.builder().name(PREFIX + name).help(help).register(registry);
    }

    private Histogram histogram(String name, String help, double[] bounds) {
        return Histogram.builder()
                .name(PREFIX + name)
                .help(help)
                .classicOnly()
                .classicUpperBounds(bounds)
                .register(registry);
    }

    private void count(String name, String help, LongSupplier count) {
        CounterWithCallback.builder()
                .name(PREFIX + name)
                .help(help)
                .callback(callback -> callback.call(count.getAsLong()))
                .register(registry);
    }

    private static double seconds(long nanos) {
        return nanos / (double) TimeUnit.SECONDS.toNanos(1);
    }
}
