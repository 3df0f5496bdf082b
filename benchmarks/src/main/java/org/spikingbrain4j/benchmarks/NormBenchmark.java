package org.spikingbrain4j.benchmarks;

import java.util.Arrays;
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
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.operators.Weight;

/**
 * RMS norm and gated activation, each with the addition of a residual, of a token and of a chunk of a prompt, at the widths of the
 * 7B model.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class NormBenchmark {
    @Param({"1", "2"})
    public int threads;

    @Param({"1", "512"})
    public int rows;

    private CpuBackend backend;
    private Weight weight;
    private Operators pass;
    private Tensor hidden;
    private Tensor intermediate;
    private Tensor zeros;

    @Setup
    public void open() {
        backend = CpuBackend.create(CpuOptions.builder().threads(threads).build());
        float[] ones = new float[3584];
        Arrays.fill(ones, 1);
        weight = backend.load(HostTensor.of("norm", Shape.of(3584), ones));
        pass = backend.openPass();
        hidden = new Activations(backend, rows, 3584).in(pass);
        intermediate = new Activations(backend, rows, 18944).in(pass);
        zeros = pass.embed(backend.load(HostTensor.of("zeros", Shape.of(1, 18944), new float[18944])), new int[rows]);
    }

    @Benchmark
    public void rmsNorm() {
        hidden = pass.residual(hidden, r -> pass.rmsNorm(r, weight, 1e-6));
    }

    @Benchmark
    public void siluMul() {
        intermediate = pass.residual(intermediate, r -> pass.siluMul(r, zeros));
    }

    @TearDown
    public void close() {
        pass.close();
        backend.close();
    }
}
