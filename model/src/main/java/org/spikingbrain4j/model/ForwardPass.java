package org.spikingbrain4j.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.spikingbrain4j.operators.ActivationException;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Span;
import org.spikingbrain4j.operators.Tensor;

/** The way of a pass's tokens through the model: embedding, blocks, final norm, head. */
final class ForwardPass {
    private final Layers layers;
    private final List<Segment> segments;

    ForwardPass(Layers layers, List<Segment> segments) {
        this.layers = layers;
        this.segments = segments;
    }

    /**
     * Advances the states and returns the wanted logits, [rows of all segments, vocabulary].
     *
     * @throws ActivationException where activations of a layer cannot become spikes or choose experts; it names the layer and the token
     */
    float[] run(Backend backend) {
        return run(backend, this::logits);
    }

    /**
     * Advances the states and returns what the head sees of the tokens whose logits are wanted, [rows of all segments, hidden].
     *
     * @throws ActivationException as {@link #run}
     */
    float[] finalHidden(Backend backend) {
        return run(backend, (operators, hidden) -> operators.toHost(normalised(operators, hidden, wantedRows())));
    }

    private float[] run(Backend backend, BiFunction<Operators, Tensor, float[]> end) {
        segments.forEach(segment -> segment.state().beginPass());
        float[] result;
        try (Operators operators = backend.openPass(longestSpan())) {
            result = end.apply(operators, hidden(operators));
        } catch (ActivationException e) {
            throw e.at(position(e.row()));
        }
        segments.forEach(segment -> segment.state().endPass(segment.tokens()));
        return result;
    }

    private int longestSpan() {
        return segments.stream()
                .mapToInt(segment -> segment.tokens().length)
                .max()
                .orElseThrow();
    }

    /** The place in its text of a row of the pass. */
    private long position(int row) {
        int first = 0;
        for (Segment segment : segments) {
            int length = segment.tokens().length;
            if (row < first + length) {
                return segment.state().position() + row - first;
            }
            first += length;
        }
        throw new IndexOutOfBoundsException("row %d of %d".formatted(row, first));
    }

    private Tensor hidden(Operators operators) {
        int[] tokens = segments.stream()
                .flatMapToInt(segment -> IntStream.of(segment.tokens()))
                .toArray();
        return layers.apply(operators, operators.embed(layers.embedding(), tokens), this::spans);
    }

    private float[] logits(Operators operators, Tensor hidden) {
        int[] rows = wantedRows();
        if (rows.length == 0) {
            return new float[0];
        }
        return operators.toHost(layers.head().apply(operators, normalised(operators, hidden, rows)));
    }

    private Tensor normalised(Operators operators, Tensor hidden, int[] rows) {
        Tensor wanted = rows.length == hidden.rows() ? hidden : operators.selectRows(hidden, rows);
        return layers.finalNorm().apply(operators, wanted);
    }

    private List<Span<LayerState>> spans(int layer) {
        List<Span<LayerState>> spans = new ArrayList<>();
        int row = 0;
        for (Segment segment : segments) {
            int length = segment.tokens().length;
            spans.add(new Span<>(
                    row,
                    length,
                    layers.sinkTokens() + segment.state().position(),
                    segment.state().layers().get(layer)));
            row += length;
        }
        return spans;
    }

    private int[] wantedRows() {
        IntStream.Builder rows = IntStream.builder();
        int start = 0;
        for (Segment segment : segments) {
            int end = start + segment.tokens().length;
            int wanted = segment.wanted().rows(segment.tokens().length);
            IntStream.range(end - wanted, end).forEach(rows);
            start = end;
        }
        return rows.build().toArray();
    }
}
