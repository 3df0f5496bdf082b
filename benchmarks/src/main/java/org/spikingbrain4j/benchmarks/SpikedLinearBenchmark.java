package org.spikingbrain4j.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
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
import org.spikingbrain4j.cpu.GemmChoice;
import org.spikingbrain4j.operators.CodeExcess;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Int8Matrix;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.SpikeExecution;
import org.spikingbrain4j.operators.SpikeRule;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.operators.Weight;

/**
 * Linears of spikes and INT8 weights that come from memory, by the share of silent channels. Decoding has one row: compare
 * {@code events} and {@code counts} with {@code dense}, on one thread, the fastest other way. Reading a prompt has hundreds.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class SpikedLinearBenchmark {
    private static final int GROUP = 128;

    @Param({"1", "2"})
    public int threads;

    @Param({"1", "512"})
    public int rows;

    @Param({"0", "20", "50"})
    public int silentPercent;

    @Param({"3584x18944", "896x4864"})
    public String shape;

    @Param({"JAVA"})
    public GemmChoice gemm;

    private final List<Weight> weights = new ArrayList<>();
    private Arena arena;
    private CpuBackend backend;
    private MemorySegment pool;
    private Weight table;
    private short[] counts;
    private int in;
    private int out;
    private int next;

    @Setup
    public void open() {
        in = Integer.parseInt(shape.substring(0, shape.indexOf('x')));
        out = Integer.parseInt(shape.substring(shape.indexOf('x') + 1));
        arena = Arena.ofShared();
        backend = CpuBackend.create(
                CpuOptions.builder().threads(threads).gemm(gemm).build());
        long bytes = (long) in * out;
        int matrices = (int) Math.ceilDiv(ColdWeights.LEAST_BYTES, bytes);
        pool = arena.allocate(matrices * bytes, 64);
        SplittableRandom random = new SplittableRandom(1);
        for (long i = 0; i < pool.byteSize() / Long.BYTES; i++) {
            pool.setAtIndex(ValueLayout.JAVA_LONG, i, random.nextLong());
        }
        HostTensor scales = scales();
        for (int i = 0; i < matrices; i++) {
            MemorySegment codes = pool.asSlice(i * bytes, bytes);
            weights.add(backend.load(new Int8Matrix(
                    new HostTensor("codes", DataType.I8, Shape.of(in, out), codes), scales, CodeExcess.none(in))));
        }
        makeSpikes(random);
    }

    private HostTensor scales() {
        MemorySegment data = arena.allocate(4L * in / GROUP * out, 64);
        for (long i = 0; i < data.byteSize() / Float.BYTES; i++) {
            data.setAtIndex(ValueLayout.JAVA_FLOAT, i, 0.01f);
        }
        return new HostTensor("scales", DataType.F32, Shape.of(in / GROUP, out), data);
    }

    // Counts from 1 to 6, as most are where k is 3.
    private void makeSpikes(SplittableRandom random) {
        float[] x = new float[rows * in];
        counts = new short[in];
        for (int i = 0; i < x.length; i++) {
            int count =
                    random.nextInt(100) < silentPercent ? 0 : random.nextInt(1, 7) * (random.nextBoolean() ? 1 : -1);
            x[i] = count;
            counts[i % in] = (short) count;
        }
        table = backend.load(HostTensor.of("activations", Shape.of(rows, in), x));
    }

    @Benchmark
    public int events(Work work) {
        return spiked(SpikeExecution.EVENTS, work);
    }

    @Benchmark
    public int counts(Work work) {
        return spiked(SpikeExecution.COUNTS, work);
    }

    private int spiked(SpikeExecution execution, Work work) {
        int[] tokens = new int[rows];
        for (int row = 0; row < rows; row++) {
            tokens[row] = row;
        }
        try (Operators pass = backend.openPass()) {
            // The mean of a spiking channel's count is 3.5: thresholds come out at about 1.
            SpikeRule rule = new SpikeRule("benchmark", 3.5 * (100 - silentPercent) / 100, in, execution);
            Tensor y = pass.linear(pass.spike(pass.embed(table, tokens), rule), next());
            account(work);
            return y.columns();
        }
    }

    /** One thread and one row, whatever the parameters say. */
    @Benchmark
    public int dense(Work work) {
        int[] y = new int[out];
        next();
        DenseInt8Gemv.multiply(pool.asSlice((long) next * in * out, (long) in * out), counts, y);
        account(work);
        return y[0];
    }

    /** As if every weight were read. */
    private void account(Work work) {
        work.gigabytes += 1e-9 * out * in;
        work.gigaflops += 2e-9 * rows * out * in;
    }

    private Weight next() {
        next = (next + 1) % weights.size();
        return weights.get(next);
    }

    @TearDown
    public void close() {
        backend.close();
        arena.close();
    }
}
