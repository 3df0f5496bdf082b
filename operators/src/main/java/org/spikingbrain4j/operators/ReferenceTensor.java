package org.spikingbrain4j.operators;

import java.util.Arrays;
import java.util.List;

/** A tensor of a {@link ReferenceBackend} pass; readable in double precision, which the contract itself is not. */
public final class ReferenceTensor implements Tensor {
    private final double[][] values;
    private final int columns;
    private final Lifetime lifetime;
    private boolean consumed;

    /** A tensor over {@code values} [rows, columns]. */
    ReferenceTensor(double[][] values, int columns, Lifetime lifetime) {
        this.values = values;
        this.columns = columns;
        this.lifetime = lifetime;
    }

    @Override
    public int rows() {
        return values.length;
    }

    @Override
    public int columns() {
        return columns;
    }

    /**
     * A copy of the elements, row-major.
     *
     * @throws IllegalStateException where the tensor is dead
     */
    public double[] toDoubles() {
        return Arrays.stream(values()).flatMapToDouble(Arrays::stream).toArray();
    }

    /** The elements themselves, [rows][columns]. */
    double[][] values() {
        lifetime.requireOpen();
        if (consumed) {
            throw new IllegalStateException("the tensor was consumed by residual: use its result");
        }
        return values;
    }

    /** Another tensor takes its place. */
    void consume() {
        consumed = true;
    }

    /** How long the tensors of one pass or of one branch of it live. */
    static final class Lifetime {
        private final List<Lifetime> outer;
        private final String whenClosed;
        private boolean closed;

        private Lifetime(List<Lifetime> outer, String whenClosed) {
            this.outer = outer;
            this.whenClosed = whenClosed;
        }

        static Lifetime of(String whenClosed) {
            return new Lifetime(List.of(), whenClosed);
        }

        /** One that ends with this one at the latest. */
        Lifetime inner(String whenClosed) {
            return new Lifetime(List.of(this), whenClosed);
        }

        void requireOpen() {
            outer.forEach(Lifetime::requireOpen);
            if (closed) {
                throw new IllegalStateException(whenClosed);
            }
        }

        void close() {
            closed = true;
        }
    }
}
