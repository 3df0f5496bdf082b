package org.spikingbrain4j.cpu;

import java.lang.foreign.Arena;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Int8Matrix;
import org.spikingbrain4j.operators.KeyValueCache;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.RecurrentState;
import org.spikingbrain4j.operators.SpikingBrainException;
import org.spikingbrain4j.operators.Weight;

/**
 * Runs models on the CPU; a native library may multiply spike counts, and nothing needs one. Weights stay where the checkpoint has them, memory-mapped and in their
 * own format (F32, BF16, F16 or I8), but for float matrices of event-driven linears, which are copied by input channel;
 * activations and states are arrays on the heap. Results are the same for every number
 * of threads, and those of a row in a small batch are the same as alone.
 */
public final class CpuBackend implements Backend {
    private final Kernels kernels;
    private final GemmLibrary gemm;
    private final WorkerPool pool;
    private final LinearLayer linear;
    private final Arena weights = Arena.ofShared();
    private final ChannelLinear channels;
    private final boolean poison;
    private final Deque<PassMemory> idle = new ArrayDeque<>();
    private boolean closed;

    private CpuBackend(CpuOptions options, boolean poison) {
        this.kernels = KernelProvider.kernels(options.kernels());
        this.gemm = GemmLibrary.of(options.gemm());
        this.pool = new WorkerPool(options.threads());
        this.linear = new LinearLayer(kernels.linear(), pool);
        this.channels = new ChannelLinear(kernels, pool, linear, gemm, weights);
        this.poison = poison;
    }

    /**
     * Starts the threads.
     *
     * @throws SpikingBrainException where vector kernels or a library were asked for and cannot run
     */
    public static CpuBackend create(CpuOptions options) {
        return new CpuBackend(options, false);
    }

    /** A back end whose fresh tensors are NaN. */
    static CpuBackend poisoned(CpuOptions options) {
        return new CpuBackend(options, true);
    }

    @Override
    public String description() {
        return "%s, %d thread%s".formatted(kernels.description(), pool.workers(), pool.workers() == 1 ? "" : "s");
    }

    /** What multiplies many rows of counts with integer weights: a library, loaded now, or the Java kernels and why. */
    public String gemmDescription() {
        return gemm.description();
    }

    @Override
    public synchronized Weight load(HostTensor tensor) {
        checkOpen();
        return WeightLoader.load(tensor);
    }

    @Override
    public synchronized Weight loadForEvents(HostTensor matrix) {
        checkOpen();
        CpuWeight mapped = WeightLoader.load(matrix);
        if (mapped.shape().rank() != 2) {
            throw new SpikingBrainException(
                    "tensor %s: expected a matrix [out, in], found shape %s".formatted(matrix.name(), matrix.shape()));
        }
        return ChannelWeight.copyOf(mapped, weights);
    }

    @Override
    public boolean leavesWeightsInPlace() {
        return true;
    }

    @Override
    public synchronized Weight load(Int8Matrix matrix) {
        checkOpen();
        return ChannelWeight.of(matrix, weights);
    }

    @Override
    public synchronized RecurrentState recurrentState(AttentionHeads heads) {
        checkOpen();
        return new CpuRecurrentState(heads, kernels.attention().panelColumns());
    }

    @Override
    public synchronized KeyValueCache keyValueCache(AttentionHeads heads, OptionalInt window, int pinned) {
        checkOpen();
        return new CpuKeyValueCache(heads, window, pinned);
    }

    @Override
    public synchronized Operators openPass(int longestSpan) {
        checkOpen();
        PassMemory memory = idle.isEmpty() ? PassMemory.create(pool, kernels.attention(), poison) : idle.pop();
        return new CpuOperators(kernels.elements(), linear, channels, pool, longestSpan, memory, this::giveBack);
    }

    private synchronized void giveBack(PassMemory memory) {
        idle.push(memory);
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the CPU back end is closed");
        }
    }

    /** Ends the threads; passes must be closed before. Harmless when called twice. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            pool.close();
            idle.clear();
            try {
                linear.close();
            } finally {
                weights.close();
            }
        }
    }
}
