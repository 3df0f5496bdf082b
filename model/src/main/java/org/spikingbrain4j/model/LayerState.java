package org.spikingbrain4j.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.KeyValueCache;
import org.spikingbrain4j.operators.RecurrentState;
import org.spikingbrain4j.operators.Span;

/** What one layer remembers of a sequence. */
sealed interface LayerState extends AutoCloseable {

    LayerState copy();

    /** Its tensors, named {@code prefix} plus a suffix. */
    List<HostTensor> export(String prefix);

    /**
     * Replaces the contents by exported tensors.
     *
     * @param position tokens that the sequence has read
     * @param tensor finds a tensor by name
     * @throws IllegalArgumentException where the tensors do not fit the layer or the position
     */
    void restore(String prefix, long position, Function<String, HostTensor> tensor);

    long bytes();

    /** What of {@link #bytes} grows with the text without end; the rest is bounded. */
    long growingBytes();

    /** Bytes that every further token adds to the growing part. */
    long bytesPerToken();

    @Override
    void close();

    /** The matrix of linear attention: constant in size, cannot be trimmed. */
    record Recurrent(RecurrentState state) implements LayerState {
        private static final String SUFFIX = ".gla";

        @Override
        public LayerState copy() {
            return new Recurrent(state.copy());
        }

        @Override
        public List<HostTensor> export(String prefix) {
            return List.of(state.export(prefix + SUFFIX));
        }

        @Override
        public void restore(String prefix, long position, Function<String, HostTensor> tensor) {
            state.restore(tensor.apply(prefix + SUFFIX));
        }

        @Override
        public long bytes() {
            return state.bytes();
        }

        @Override
        public long growingBytes() {
            return 0;
        }

        @Override
        public long bytesPerToken() {
            return 0;
        }

        @Override
        public void close() {
            state.close();
        }
    }

    /** Keys and values of softmax attention: constant in size with a window, growing without. */
    record KeyValues(KeyValueCache cache) implements LayerState {
        private static final String KEYS = ".k";
        private static final String VALUES = ".v";

        @Override
        public LayerState copy() {
            return new KeyValues(cache.copy());
        }

        @Override
        public List<HostTensor> export(String prefix) {
            return List.of(cache.exportKeys(prefix + KEYS), cache.exportValues(prefix + VALUES));
        }

        @Override
        public void restore(String prefix, long position, Function<String, HostTensor> tensor) {
            cache.restore(tensor.apply(prefix + KEYS), tensor.apply(prefix + VALUES));
            long seen = cache.window().isPresent()
                    ? Math.min(position, cache.window().getAsInt())
                    : position;
            long expected = cache.pinned() + seen;
            if (cache.length() != expected) {
                throw new IllegalArgumentException("expected keys of %d tokens at position %d, found %d"
                        .formatted(expected, position, cache.length()));
            }
        }

        @Override
        public long bytes() {
            return cache.bytes();
        }

        @Override
        public long growingBytes() {
            return grows() ? cache.bytes() : 0;
        }

        @Override
        public long bytesPerToken() {
            return grows() ? cache.bytesPerToken() : 0;
        }

        private boolean grows() {
            return cache.window().isEmpty();
        }

        @Override
        public void close() {
            cache.close();
        }
    }

    /** Of two mixers side by side. */
    record Both(LayerState linear, LayerState softmax) implements LayerState {
        /** The states are made here, so that none is left where the other cannot be made. */
        static Both of(Supplier<LayerState> linear, Supplier<LayerState> softmax) {
            List<LayerState> both = all(2, side -> side == 0 ? linear.get() : softmax.get());
            return new Both(both.getFirst(), both.getLast());
        }

        @Override
        public LayerState copy() {
            return of(linear::copy, softmax::copy);
        }

        @Override
        public List<HostTensor> export(String prefix) {
            return Stream.of(linear, softmax)
                    .flatMap(state -> state.export(prefix).stream())
                    .toList();
        }

        @Override
        public void restore(String prefix, long position, Function<String, HostTensor> tensor) {
            linear.restore(prefix, position, tensor);
            softmax.restore(prefix, position, tensor);
        }

        @Override
        public long bytes() {
            return linear.bytes() + softmax.bytes();
        }

        @Override
        public long growingBytes() {
            return linear.growingBytes() + softmax.growingBytes();
        }

        @Override
        public long bytesPerToken() {
            return linear.bytesPerToken() + softmax.bytesPerToken();
        }

        @Override
        public void close() {
            linear.close();
            softmax.close();
        }

        static List<Span<LayerState>> linear(List<Span<LayerState>> spans) {
            return spans.stream()
                    .map(span -> span.with(((Both) span.state()).linear()))
                    .toList();
        }

        static List<Span<LayerState>> softmax(List<Span<LayerState>> spans) {
            return spans.stream()
                    .map(span -> span.with(((Both) span.state()).softmax()))
                    .toList();
        }
    }

    /** Makes several; where one cannot be made, none is left. */
    static List<LayerState> all(int count, IntFunction<LayerState> state) {
        List<LayerState> made = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                made.add(state.apply(i));
            }
        } catch (RuntimeException | Error e) {
            made.forEach(LayerState::close);
            throw e;
        }
        return List.copyOf(made);
    }

    /** The spans of a recurrent layer with its back end's states. */
    static List<Span<RecurrentState>> recurrent(List<Span<LayerState>> spans) {
        return spans.stream()
                .map(span -> span.with(((Recurrent) span.state()).state()))
                .toList();
    }

    /** The spans of a softmax-attention layer with its back end's caches. */
    static List<Span<KeyValueCache>> keyValues(List<Span<LayerState>> spans) {
        return spans.stream()
                .map(span -> span.with(((KeyValues) span.state()).cache()))
                .toList();
    }
}
