package org.spikingbrain4j.benchmarks;

import java.lang.foreign.Arena;
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
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Tensor;

/**
 * Linear layers, from decoding (one row: look at gigabytes) to reading a prompt (hundreds: gigaflops), with
 * weights that come from memory.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class LinearBenchmark {
    @Param({"1", "2"})
    public int threads;

    @Param({"F32", "BF16"})
    public DataType dataType;

    @Param({"1", "2", "4", "8", "16", "64", "256", "512"})
    public int rows;

    @Param({"4096"})
    public int out;

    @Param({"4096"})
    public int in;

    private Arena arena;
    private CpuBackend backend;
    private ColdWeights weights;
    private Activations activations;

    @Setup
    public void open() {
        arena = Arena.ofShared();
        backend = CpuBackend.create(CpuOptions.builder().threads(threads).build());
        weights = new ColdWeights(backend, arena, dataType, out, in);
        activations = new Activations(backend, rows, in);
    }

    /** A pass per call frees its tensors; making x again costs a hundredth of the layer at most. */
    @Benchmark
    public int linear(Work work) {
        try (Operators pass = backend.openPass()) {
            Tensor y = pass.linear(activations.in(pass), weights.next());
            work.gigabytes += 1e-9 * out * in * dataType.bytes();
            work.gigaflops += 2e-9 * rows * out * in;
            return y.columns();
        }
    }

    @TearDown
    public void close() {
        backend.close();
        arena.close();
    }
}
