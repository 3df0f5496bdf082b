package org.spikingbrain4j.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.spikingbrain4j.cpu.CpuBackend;
import org.spikingbrain4j.cpu.CpuOptions;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.KeyValueCache;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.Span;

/**
 * Softmax attention behind a full window, at the heads of the 7B model: decoding (one token: look at gigabytes) and reading a
 * chunk of a prompt (hundreds: gigaflops). Caches take turns, so that keys and values come from memory.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xmx3g"})
public class AttentionBenchmark {
    private static final AttentionHeads HEADS = new AttentionHeads(28, 4, 128);

    @Param({"1", "2"})
    public int threads;

    @Param({"1", "512"})
    public int tokens;

    @Param({"1024", "4096"})
    public int window;

    private final List<KeyValueCache> caches = new ArrayList<>();
    private CpuBackend backend;
    private Activations queries;
    private Activations keys;
    private int next;

    @Setup
    public void open() {
        backend = CpuBackend.create(CpuOptions.builder().threads(threads).build());
        queries = new Activations(backend, tokens, HEADS.queryColumns());
        keys = new Activations(backend, tokens, HEADS.kvColumns());
        Shape shape = Shape.of(HEADS.kvHeads(), window, HEADS.headDim());
        HostTensor past = HostTensor.of("past", shape, Activations.random((int) shape.elements()));
        for (long i = 0;
                i < Math.ceilDiv(ColdWeights.LEAST_BYTES, 2 * past.data().byteSize());
                i++) {
            KeyValueCache cache = backend.keyValueCache(HEADS, OptionalInt.of(window));
            cache.restore(past, past);
            caches.add(cache);
        }
    }

    @Benchmark
    public int attention(Work work) {
        next = (next + 1) % caches.size();
        try (Operators pass = backend.openPass()) {
            List<Span<KeyValueCache>> spans = List.of(new Span<>(0, tokens, window, caches.get(next)));
            work.gigabytes += 2e-9 * window * HEADS.kvColumns() * Float.BYTES;
            work.gigaflops += 4e-9 * tokens * window * HEADS.queryColumns();
            return pass.attention(queries.in(pass), keys.in(pass), keys.in(pass), HEADS, spans)
                    .rows();
        }
    }

    @TearDown
    public void close() {
        caches.forEach(KeyValueCache::close);
        backend.close();
    }
}
