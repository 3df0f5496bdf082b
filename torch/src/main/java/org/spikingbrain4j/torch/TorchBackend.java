package org.spikingbrain4j.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;
import org.spikingbrain4j.operators.ArgumentChecks;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Int8Matrix;
import org.spikingbrain4j.operators.KeyValueCache;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.RecurrentState;
import org.spikingbrain4j.operators.Weight;

/**
 * The operators on libtorch in float32, on the CPU. Passes opened as a {@link Backend} compute; those of {@link #openTraining} also have losses
 * and gradients. Weights are loaded as copies.
 */
public final class TorchBackend implements Backend {
    private final int threads;
    private final List<TorchWeight> weights = new ArrayList<>();
    private final RotaryTables rotary = new RotaryTables();
    private final ExitGuard guard;
    private volatile boolean closed;

    /**
     * @param threads of libtorch's operators, all back ends of the process together
     * @throws TorchUnavailableException where libtorch cannot be loaded
     */
    public TorchBackend(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: need at least 1, found " + threads);
        }
        this.threads = threads;
        NativeEnvironment.prepare();
        try {
            torch.set_num_threads(threads);
            openblas_nolapack.blas_set_num_threads(threads);
        } catch (LinkageError e) {
            throw new TorchUnavailableException(e);
        }
        this.guard = ExitGuard.register();
    }

    @Override
    public String description() {
        return "libtorch: float32, %d threads".formatted(threads);
    }

    @Override
    public Weight load(HostTensor tensor) {
        requireOpen();
        ArgumentChecks.computable(tensor);
        TorchWeight weight = TorchWeight.of(tensor);
        synchronized (weights) {
            weights.add(weight);
        }
        return weight;
    }

    /** The same as {@link #load(HostTensor)}: products of matrices leave out no silent channel. */
    @Override
    public Weight loadForEvents(HostTensor matrix) {
        return load(matrix);
    }

    /** For running quantised models; integers are not trained. */
    @Override
    public Weight load(Int8Matrix matrix) {
        requireOpen();
        return TorchInt8Weight.of(matrix);
    }

    /** The float weights loaded so far, in the order of loading. */
    public List<TorchWeight> weights() {
        synchronized (weights) {
            return List.copyOf(weights);
        }
    }

    @Override
    public RecurrentState recurrentState(AttentionHeads heads) {
        requireOpen();
        return new TorchRecurrentState(heads);
    }

    @Override
    public KeyValueCache keyValueCache(AttentionHeads heads, OptionalInt window, int pinned) {
        requireOpen();
        ArgumentChecks.window(window);
        ArgumentChecks.pinned(pinned);
        return new TorchKeyValueCache(heads, window, pinned);
    }

    @Override
    public Operators openPass(int longestSpan) {
        return open(false);
    }

    /**
     * Opens a pass with losses. Close it to release its tensors and its graph.
     *
     * @param gradients whether {@link TrainingPass#backward} will be asked for
     */
    public TrainingPass openTraining(boolean gradients) {
        return new TrainingPass(open(gradients));
    }

    private TorchOperators open(boolean gradients) {
        requireOpen();
        return new TorchOperators(PassScope.of(guard, gradients, "the pass is closed"), rotary);
    }

    @Override
    public void close() {
        closed = true;
        guard.close();
        synchronized (weights) {
            weights.forEach(TorchWeight::close);
            weights.clear();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the back end is closed");
        }
    }
}
