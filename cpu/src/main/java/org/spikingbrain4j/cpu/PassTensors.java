package org.spikingbrain4j.cpu;

import java.util.List;
import org.spikingbrain4j.operators.ArgumentChecks;
import org.spikingbrain4j.operators.Span;
import org.spikingbrain4j.operators.Tensor;

/** Makes the tensors of one pass, and takes back only what is the pass's own and lives. */
final class PassTensors {
    private final ScratchArena arena;
    private boolean closed;

    PassTensors(ScratchArena arena) {
        this.arena = arena;
    }

    CpuTensor allocateLike(CpuTensor tensor) {
        return allocate(tensor.rows(), tensor.columns());
    }

    CpuTensor allocate(int rows, int columns) {
        requireOpen();
        return arena.allocate(rows, columns);
    }

    /** The tensor, if it is one of this pass and lives. */
    CpuTensor own(Tensor tensor) {
        requireOpen();
        if (tensor instanceof CpuSpikes) {
            throw ArgumentChecks.spikesWhereNoneGo(tensor);
        }
        if (!(tensor instanceof CpuTensor own)) {
            throw new IllegalArgumentException("a tensor was not made by the CPU back end");
        }
        if (!arena.holds(own)) {
            throw new IllegalStateException(
                    "a tensor is used after the end of its pass or residual branch, or in another pass");
        }
        return own;
    }

    /** The spikes, if they are some of this pass and live. */
    CpuSpikes ownSpikes(Tensor tensor) {
        requireOpen();
        if (tensor instanceof CpuSpikes spikes) {
            own(spikes.counts());
            return spikes;
        }
        throw ArgumentChecks.noSpikes(tensor);
    }

    /** The same spans with the states as what they are on this back end. */
    static <S> List<Span<S>> ownStates(Class<S> type, List<? extends Span<?>> spans) {
        return spans.stream()
                .map(span -> {
                    if (!type.isInstance(span.state())) {
                        throw new IllegalArgumentException("a state was not made by the CPU back end");
                    }
                    return span.with(type.cast(span.state()));
                })
                .toList();
    }

    /** Ends all tensors. */
    void close() {
        closed = true;
        arena.reset();
    }

    boolean closed() {
        return closed;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the pass is closed");
        }
    }
}
