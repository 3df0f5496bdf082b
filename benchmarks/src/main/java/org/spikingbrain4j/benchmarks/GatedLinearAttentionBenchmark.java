package org.spikingbrain4j.benchmarks;

import java.util.ArrayList;
import java.util.List;
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
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.RecurrentState;
import org.spikingbrain4j.operators.Span;
import org.spikingbrain4j.operators.Tensor;

/**
 * Gated linear attention at the heads of the 7B model: the recurrent form up to 7 tokens, the chunked one from 8 on. Gigaflops
 * count the recurrence, of which the chunked form does more. States take turns as layers do.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class GatedLinearAttentionBenchmark {
    private static final AttentionHeads HEADS = new AttentionHeads(28, 4, 128);
    private static final int LAYERS = 14;

    @Param({"1", "2"})
    public int threads;

    @Param({"1", "7", "8", "64", "512"})
    public int tokens;

    private final List<RecurrentState> states = new ArrayList<>();
    private CpuBackend backend;
    private Activations queries;
    private Activations keys;
    private int next;

    @Setup
    public void open() {
        backend = CpuBackend.create(CpuOptions.builder().threads(threads).build());
        queries = new Activations(backend, tokens, HEADS.queryColumns());
        keys = new Activations(backend, tokens, HEADS.kvColumns());
        for (int i = 0; i < LAYERS; i++) {
            states.add(backend.recurrentState(HEADS));
        }
    }

    @Benchmark
    public int gatedLinearAttention(Work work) {
        next = (next + 1) % LAYERS;
        try (Operators pass = backend.openPass()) {
            Tensor q = queries.in(pass);
            Tensor k = keys.in(pass);
            Tensor gate = pass.logSigmoid(k, 1.0 / 16);
            List<Span<RecurrentState>> spans = List.of(new Span<>(0, tokens, 0, states.get(next)));
            work.gigabytes += 2e-9 * states.get(next).bytes();
            work.gigaflops += 1e-9 * tokens * HEADS.kvColumns() * HEADS.headDim() * (3 + 2 * HEADS.groupSize());
            return pass.gatedLinearAttention(q, k, k, gate, HEADS, spans).rows();
        }
    }

    @TearDown
    public void close() {
        states.forEach(RecurrentState::close);
        backend.close();
    }
}
