package org.spikingbrain4j.inference;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.ForwardingBackend;
import org.spikingbrain4j.operators.ForwardingOperators;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.RecurrentState;
import org.spikingbrain4j.operators.Span;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.operators.Weight;

/** Counts the tokens that are read and the recurrent states that are open, and fails in the middle of a pass on demand. */
final class WatchedBackend extends ForwardingBackend {
    private final AtomicLong tokens = new AtomicLong();
    private final AtomicInteger openStates = new AtomicInteger();
    private volatile long failAfter = Long.MAX_VALUE;

    WatchedBackend(Backend inner) {
        super(inner);
    }

    /** Tokens that went through a model, in all passes. */
    long tokens() {
        return tokens.get();
    }

    /** Recurrent states of all sequences, copies included, that nobody has closed. */
    int openStates() {
        return openStates.get();
    }

    /** Passes fail once so many more tokens were read, in the first layer with linear attention. */
    void failAfter(long moreTokens) {
        failAfter = tokens.get() + moreTokens;
    }

    void failNoMore() {
        failAfter = Long.MAX_VALUE;
    }

    @Override
    public RecurrentState recurrentState(AttentionHeads heads) {
        return new WatchedState(super.recurrentState(heads));
    }

    @Override
    public Operators openPass(int longestSpan) {
        return new WatchedOperators(super.openPass(longestSpan));
    }

    private final class WatchedOperators extends ForwardingOperators {
        WatchedOperators(Operators inner) {
            super(inner);
        }

        @Override
        public Tensor embed(Weight embedding, int[] tokenIds) {
            tokens.addAndGet(tokenIds.length);
            return super.embed(embedding, tokenIds);
        }

        @Override
        public Tensor gatedLinearAttention(
                Tensor q, Tensor k, Tensor v, Tensor logGate, AttentionHeads heads, List<Span<RecurrentState>> spans) {
            if (tokens.get() > failAfter) {
                throw new IllegalStateException("power cut");
            }
            List<Span<RecurrentState>> inner = spans.stream()
                    .map(span -> span.with(((WatchedState) span.state()).inner))
                    .toList();
            return super.gatedLinearAttention(q, k, v, logGate, heads, inner);
        }
    }

    private final class WatchedState implements RecurrentState {
        private final RecurrentState inner;
        private boolean closed;

        WatchedState(RecurrentState inner) {
            this.inner = inner;
            openStates.incrementAndGet();
        }

        @Override
        public AttentionHeads heads() {
            return inner.heads();
        }

        @Override
        public RecurrentState copy() {
            return new WatchedState(inner.copy());
        }

        @Override
        public HostTensor export(String name) {
            return inner.export(name);
        }

        @Override
        public void restore(HostTensor matrices) {
            inner.restore(matrices);
        }

        @Override
        public long bytes() {
            return inner.bytes();
        }

        @Override
        public void close() {
            inner.close();
            if (!closed) {
                closed = true;
                openStates.decrementAndGet();
            }
        }
    }
}
