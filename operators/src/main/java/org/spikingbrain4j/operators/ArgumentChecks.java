package org.spikingbrain4j.operators;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What every back end checks before it computes, in one wording. Violations are errors of the calling layer, thus
 * {@link IllegalArgumentException}; only a token or row that does not exist is an {@link IndexOutOfBoundsException}.
 */
public final class ArgumentChecks {
    private static final Set<DataType> COMPUTABLE =
            EnumSet.of(DataType.F64, DataType.F32, DataType.F16, DataType.BF16, DataType.I8);

    private ArgumentChecks() {}

    /**
     * The tensor has numbers that back ends which convert all of them can compute with.
     *
     * @throws SpikingBrainException where it has not: the checkpoint is at fault, not the caller
     */
    public static void computable(HostTensor tensor) {
        if (!COMPUTABLE.contains(tensor.dataType())) {
            throw new SpikingBrainException("tensor %s: cannot compute with %s; convert it to one of %s"
                    .formatted(tensor.name(), tensor.dataType(), COMPUTABLE));
        }
    }

    /** The table is [vocabulary, hidden], there are tokens, and each is in the vocabulary. */
    public static void embed(Weight table, int[] tokens) {
        rank("embed", table, 2);
        if (tokens.length == 0) {
            throw new IllegalArgumentException("embed: no tokens");
        }
        long vocabulary = table.shape().dimension(0);
        for (int token : tokens) {
            if (token < 0 || token >= vocabulary) {
                throw new IndexOutOfBoundsException("embed: token %d is outside the vocabulary of %s: need 0 to %d"
                        .formatted(token, table.name(), vocabulary - 1));
            }
        }
    }

    /** The weight is [n], and the columns of x are a multiple of n. */
    public static void rmsNorm(Tensor x, Weight weight) {
        rank("rmsNorm", weight, 1);
        long run = weight.shape().dimension(0);
        if (run == 0 || x.columns() % run != 0) {
            throw new IllegalArgumentException(
                    "rmsNorm: %s %s does not divide %s".formatted(weight.name(), weight.shape(), shape(x)));
        }
    }

    /** The weight is [out, columns of x]. */
    public static void linear(Tensor x, Weight weight) {
        rank("linear", weight, 2);
        if (weight.shape().dimension(1) != x.columns()) {
            throw new IllegalArgumentException("linear: %s %s needs %d input columns, found %s"
                    .formatted(weight.name(), weight.shape(), weight.shape().dimension(1), shape(x)));
        }
    }

    /** The weight is [out, columns of x], the bias [out]. */
    public static void linear(Tensor x, Weight weight, Weight bias) {
        linear(x, weight);
        rank("linear", bias, 1);
        if (bias.shape().dimension(0) != weight.shape().dimension(0)) {
            throw new IllegalArgumentException("linear: bias %s %s does not fit %s %s"
                    .formatted(bias.name(), bias.shape(), weight.name(), weight.shape()));
        }
    }

    /** The columns of x are whole runs. */
    public static void spike(Tensor x, SpikeRule rule) {
        if (x.columns() % rule.run() != 0) {
            throw new IllegalArgumentException("spike: %s: columns must be a multiple of the run %d, found %s"
                    .formatted(rule.name(), rule.run(), shape(x)));
        }
    }

    /** A linear takes spikes that share one threshold per row. */
    public static void oneThreshold(int columns, SpikeRule rule) {
        if (rule.run() != columns) {
            throw new IllegalArgumentException(
                    "linear: %s: needs one threshold for the %d columns, found one for every %d"
                            .formatted(rule.name(), columns, rule.run()));
        }
    }

    /** For a tensor that should hold spikes and does not. */
    public static IllegalArgumentException noSpikes(Tensor x) {
        return new IllegalArgumentException(
                "a tensor %s holds no spikes of this back end: make them with spike".formatted(shape(x)));
    }

    /** For spikes where an operator needs values. */
    public static IllegalArgumentException spikesWhereNoneGo(Tensor x) {
        return new IllegalArgumentException(
                "spikes %s: only linear, spikeValues and spikesToHost take them".formatted(shape(x)));
    }

    /** The columns of x are whole heads; the spans divide its rows. */
    public static void rotary(Tensor x, RotaryFrequencies frequencies, List<? extends Span<?>> spans) {
        int headDim = frequencies.headDim();
        if (headDim == 0 || x.columns() % headDim != 0) {
            throw new IllegalArgumentException(
                    "rotary: columns must be a multiple of headDim %d, found %s".formatted(headDim, shape(x)));
        }
        spans(x.rows(), spans);
    }

    /** Both tensors have the same shape. */
    public static void sameShape(String operator, Tensor a, Tensor b) {
        if (a.rows() != b.rows() || a.columns() != b.columns()) {
            throw new IllegalArgumentException("%s: shapes differ, %s and %s".formatted(operator, shape(a), shape(b)));
        }
    }

    /** The tensor is [rows, columns]. */
    public static void shape(String name, Tensor x, int rows, int columns) {
        if (x.rows() != rows || x.columns() != columns) {
            throw new IllegalArgumentException("%s: need [%d, %d], found %s".formatted(name, rows, columns, shape(x)));
        }
    }

    /** q [tokens, queryHeads · headDim]; k and v [tokens, kvHeads · headDim]; the spans divide the tokens. */
    public static void attention(Tensor q, Tensor k, Tensor v, AttentionHeads heads, List<? extends Span<?>> spans) {
        shape("q", q, q.rows(), heads.queryColumns());
        shape("k", k, q.rows(), heads.kvColumns());
        shape("v", v, q.rows(), heads.kvColumns());
        spans(q.rows(), spans);
    }

    /** A state was made for these heads. */
    public static void stateHeads(AttentionHeads state, AttentionHeads heads) {
        if (!state.equals(heads)) {
            throw new IllegalArgumentException(
                    "the state was made for %s, the operator is called with %s".formatted(state, heads));
        }
    }

    /** Every row belongs to exactly one span. */
    public static void spans(int rows, List<? extends Span<?>> spans) {
        List<? extends Span<?>> ordered =
                spans.stream().sorted(Comparator.comparingInt(Span::row)).toList();
        int next = 0;
        for (Span<?> span : ordered) {
            if (span.length() > rows - span.row()) {
                throw new IllegalArgumentException("a span of %d rows from row %d lies outside the %d rows"
                        .formatted(span.length(), span.row(), rows));
            }
            if (span.row() < next) {
                throw new IllegalArgumentException("spans overlap at row " + span.row());
            }
            if (span.row() > next) {
                break;
            }
            next += span.length();
        }
        if (next != rows) {
            throw new IllegalArgumentException("row %d belongs to no span".formatted(next));
        }
    }

    /** Both have as many columns. */
    public static void concatenate(Tensor first, Tensor second) {
        if (first.columns() != second.columns()) {
            throw new IllegalArgumentException(
                    "concatenate: columns differ, %s and %s".formatted(shape(first), shape(second)));
        }
    }

    /** There are rows, and each is in 0 to rows of x - 1. */
    public static void selectRows(Tensor x, int[] rows) {
        if (rows.length == 0) {
            throw new IllegalArgumentException("selectRows: no rows");
        }
        for (int row : rows) {
            if (row < 0 || row >= x.rows()) {
                throw new IndexOutOfBoundsException("selectRows: row %d of a tensor %s".formatted(row, shape(x)));
            }
        }
    }

    /** The window, where there is one, is at least 1. */
    public static void window(OptionalInt window) {
        if (window.isPresent() && window.getAsInt() < 1) {
            throw new IllegalArgumentException("window: need at least 1, found " + window.getAsInt());
        }
    }

    /** How many pinned tokens of its cache a span brings: all where the cache is new, then none. */
    public static int pins(Span<? extends KeyValueCache> span) {
        int pinned = span.state().pinned();
        if (pinned == 0 || span.state().length() > 0) {
            return 0;
        }
        if (span.length() < pinned) {
            throw new IllegalArgumentException(
                    "attention: the first span of a cache with %d pinned tokens brings them all, found %d tokens"
                            .formatted(pinned, span.length()));
        }
        return pinned;
    }

    /** The weights are two numbers. */
    public static void mix(Weight weights) {
        if (!weights.shape().equals(Shape.of(2))) {
            throw new IllegalArgumentException(
                    "mix: %s needs shape [2], found %s".formatted(weights.name(), weights.shape()));
        }
    }

    /** There are as many experts as are active. */
    public static void route(Tensor logits, int active) {
        if (active < 1 || active > logits.columns()) {
            throw new IllegalArgumentException(
                    "route: need 1 to %d active experts, found %d".formatted(logits.columns(), active));
        }
    }

    /** The routing is of these tokens and experts. */
    public static void mixture(Tensor x, Routing routing, int experts) {
        shape("probabilities of experts", routing.probabilities(), x.rows(), experts);
        if (routing.experts() != experts) {
            throw new IllegalArgumentException(
                    "mixture: need %d experts, found %d".formatted(routing.experts(), experts));
        }
    }

    /** Pinned tokens are a count, below that of an array. */
    public static void pinned(int pinned) {
        if (pinned < 0) {
            throw new IllegalArgumentException("pinned tokens: need 0 or more, found " + pinned);
        }
    }

    /** Keys and values are [kvHeads, length, headDim], the pinned ones among them, no longer than these and the window; returns the length. */
    public static int keysAndValues(KeyValueCache cache, HostTensor keys, HostTensor values) {
        AttentionHeads heads = cache.heads();
        int pinned = cache.pinned();
        long most = cache.window().isPresent() ? (long) pinned + cache.window().getAsInt() : Integer.MAX_VALUE;
        for (HostTensor tensor : List.of(keys, values)) {
            Shape shape = tensor.shape();
            if (shape.rank() != 3
                    || shape.dimension(0) != heads.kvHeads()
                    || shape.dimension(1) > most
                    || shape.dimension(1) < pinned
                    || shape.dimension(2) != heads.headDim()) {
                String length = (pinned > 0 ? pinned + " <= " : "") + "length"
                        + (cache.window().isPresent() ? " <= " + most : "");
                throw new IllegalArgumentException("%s: need [%d, %s, %d], found %s"
                        .formatted(tensor.name(), heads.kvHeads(), length, heads.headDim(), shape));
            }
        }
        if (!keys.shape().equals(values.shape())) {
            throw new IllegalArgumentException("%s %s and %s %s differ in shape"
                    .formatted(keys.name(), keys.shape(), values.name(), values.shape()));
        }
        return (int) keys.shape().dimension(1);
    }

    /** The matrices are [kvHeads, headDim, headDim]. */
    public static void matrices(AttentionHeads heads, HostTensor matrices) {
        Shape expected = Shape.of(heads.kvHeads(), heads.headDim(), heads.headDim());
        if (!matrices.shape().equals(expected)) {
            throw new IllegalArgumentException(
                    "%s: need %s, found %s".formatted(matrices.name(), expected, matrices.shape()));
        }
    }

    private static void rank(String operator, Weight weight, int rank) {
        if (weight.shape().rank() != rank) {
            throw new IllegalArgumentException(
                    "%s: %s: need %d dimensions, found %s".formatted(operator, weight.name(), rank, weight.shape()));
        }
    }

    private static String shape(Tensor x) {
        return "[%d, %d]".formatted(x.rows(), x.columns());
    }
}
