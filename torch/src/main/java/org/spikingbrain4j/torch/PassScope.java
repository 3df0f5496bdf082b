package org.spikingbrain4j.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;

/**
 * Owner of the native tensors of one pass, or of one branch of it. Every operator runs in a pointer scope of its own, so that its
 * intermediate tensors lose their Java handles at once (what gradients need is kept by libtorch's graph), and its result
 * passes to this owner: passes that are open side by side do not end each other's tensors.
 */
final class PassScope {
    private final Optional<PassScope> outer;
    private final ExitGuard guard;
    private final boolean gradients;
    private final String whenClosed;
    private final List<Tensor> owned = new ArrayList<>();
    private boolean closed;

    private PassScope(Optional<PassScope> outer, ExitGuard guard, boolean gradients, String whenClosed) {
        this.outer = outer;
        this.guard = guard;
        this.gradients = gradients;
        this.whenClosed = whenClosed;
    }

    static PassScope of(ExitGuard guard, boolean gradients, String whenClosed) {
        return new PassScope(Optional.empty(), guard, gradients, whenClosed);
    }

    /** One that ends with this one at the latest. */
    PassScope inner(String whenInnerClosed) {
        return new PassScope(Optional.of(this), guard, gradients, whenInnerClosed);
    }

    /** Runs an operator and takes its result. */
    TorchTensor run(Supplier<Tensor> operator) {
        return new TorchTensor(keep(operator), this);
    }

    /** Runs an operator and owns its result. */
    Tensor keep(Supplier<Tensor> operator) {
        return compute(() -> {
            Tensor result = operator.get();
            result.retainReference();
            owned.add(result);
            return result;
        });
    }

    /** Runs what has no tensor as its result. */
    <T> T compute(Supplier<T> operator) {
        requireOpen();
        return guard.run(() -> {
            GradMode.set_enabled(gradients);
            try (PointerScope _ = new PointerScope()) {
                return operator.get();
            }
        });
    }

    /** Whether what runs here is differentiated. */
    boolean gradients() {
        return gradients;
    }

    void requireOpen() {
        outer.ifPresent(PassScope::requireOpen);
        if (closed) {
            throw new IllegalStateException(whenClosed);
        }
    }

    void close() {
        closed = true;
        owned.forEach(Tensor::close);
        owned.clear();
    }
}
