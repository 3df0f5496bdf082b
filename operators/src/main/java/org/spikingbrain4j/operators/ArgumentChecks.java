package org.spikingbrain4j.operators;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;

/**
 * What every back end checks before it computes, in one wording. Violations are errors of the calling layer, thus
 * {@link IllegalArgumentException}; only a token outside the vocabulary is an {@link IndexOutOfBoundsException}.
 */
public final class ArgumentChecks {
    private ArgumentChecks() {}

    /** The table is [vocabulary, hidden], there are tokens, and each is in the vocabulary. */
    public static void embed(Weight table, int[] tokens) {
        rank(table, 2);
        require(tokens.length > 0, "embed: no tokens");
        long vocabulary = table.shape().dimension(0);
        for (int token : tokens) {
            if (token < 0 || token >= vocabulary) {
                throw new IndexOutOfBoundsException("token %d is outside the vocabulary of %s: need 0 to %d"
                        .formatted(token, table.name(), vocabulary - 1));
            }
        }
    }

    /** The weight is [n], and the columns of x are a multiple of n. */
    public static void rmsNorm(Tensor x, Weight weight) {
        rank(weight, 1);
        long run = weight.shape().dimension(0);
        require(
                run > 0 && x.columns() % run == 0,
                "rmsNorm: %s %s does not divide %s",
                weight.name(),
                weight.shape(),
                shape(x));
    }

    /** The weight is [out, columns of x]. */
    public static void linear(Tensor x, Weight weight) {
        rank(weight, 2);
        require(
                weight.shape().dimension(1) == x.columns(),
                "linear: %s %s needs %d input columns, found %s",
                weight.name(),
                weight.shape(),
                weight.shape().dimension(1),
                shape(x));
    }

    /** The weight is [out, columns of x], the bias [out]. */
    public static void linear(Tensor x, Weight weight, Weight bias) {
        linear(x, weight);
        rank(bias, 1);
        require(
                bias.shape().dimension(0) == weight.shape().dimension(0),
                "linear: bias %s %s does not fit %s %s",
                bias.name(),
                bias.shape(),
                weight.name(),
                weight.shape());
    }

    /** The columns of x are whole heads; the spans divide its rows. */
    public static void rotary(Tensor x, RotaryFrequencies frequencies, List<? extends Span<?>> spans) {
        require(
                frequencies.headDim() > 0 && x.columns() % frequencies.headDim() == 0,
                "rotary: columns must be a multiple of headDim %d, found %s",
                frequencies.headDim(),
                shape(x));
        spans(x.rows(), spans);
    }

    /** Both tensors have the same shape. */
    public static void sameShape(String operator, Tensor a, Tensor b) {
        require(
                a.rows() == b.rows() && a.columns() == b.columns(),
                "%s: shapes differ, %s and %s",
                operator,
                shape(a),
                shape(b));
    }

    /** The tensor is [rows, columns]. */
    public static void shape(String name, Tensor x, int rows, int columns) {
        require(
                x.rows() == rows && x.columns() == columns,
                "%s: need [%d, %d], found %s",
                name,
                rows,
                columns,
                shape(x));
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
        require(state.equals(heads), "the state was made for %s, the operator is called with %s", state, heads);
    }

    /** Every row belongs to exactly one span. */
    public static void spans(int rows, List<? extends Span<?>> spans) {
        List<? extends Span<?>> ordered =
                spans.stream().sorted(Comparator.comparingInt(Span::row)).toList();
        long next = 0;
        for (Span<?> span : ordered) {
            long end = (long) span.row() + span.length();
            require(end <= rows, "span of rows %d to %d lies outside the %d rows", span.row(), end - 1, rows);
            require(span.row() >= next, "spans overlap at row %d", span.row());
            require(span.row() == next, "row %d belongs to no span", next);
            next = end;
        }
        require(next == rows, "row %d belongs to no span", next);
    }

    /** There are rows, and each is in 0 to rows of x - 1. */
    public static void selectRows(Tensor x, int[] rows) {
        require(rows.length > 0, "selectRows: no rows");
        for (int row : rows) {
            if (row < 0 || row >= x.rows()) {
                throw new IndexOutOfBoundsException("row %d of a tensor %s".formatted(row, shape(x)));
            }
        }
    }

    /** The window, where there is one, is at least 1. */
    public static void window(OptionalInt window) {
        require(window.orElse(1) >= 1, "window: need at least 1, found %d", window.orElse(1));
    }

    /** Keys and values are [kvHeads, length, headDim], no longer than the window; returns the length. */
    public static int keysAndValues(AttentionHeads heads, OptionalInt window, HostTensor keys, HostTensor values) {
        for (HostTensor tensor : List.of(keys, values)) {
            Shape shape = tensor.shape();
            require(
                    shape.rank() == 3
                            && shape.dimension(0) == heads.kvHeads()
                            && shape.dimension(1) <= window.orElse(Integer.MAX_VALUE)
                            && shape.dimension(2) == heads.headDim(),
                    "%s: need [%d, length%s, %d], found %s",
                    tensor.name(),
                    heads.kvHeads(),
                    window.isPresent() ? " <= " + window.getAsInt() : "",
                    heads.headDim(),
                    shape);
        }
        require(
                keys.shape().equals(values.shape()),
                "%s %s and %s %s differ in shape",
                keys.name(),
                keys.shape(),
                values.name(),
                values.shape());
        return (int) keys.shape().dimension(1);
    }

    /** The matrices are [kvHeads, headDim, headDim]. */
    public static void matrices(AttentionHeads heads, HostTensor matrices) {
        Shape expected = Shape.of(heads.kvHeads(), heads.headDim(), heads.headDim());
        require(
                matrices.shape().equals(expected),
                "%s: need %s, found %s",
                matrices.name(),
                expected,
                matrices.shape());
    }

    private static void rank(Weight weight, int rank) {
        require(weight.shape().rank() == rank, "%s: need %d dimensions, found %s", weight.name(), rank, weight.shape());
    }

    private static String shape(Tensor x) {
        return "[%d, %d]".formatted(x.rows(), x.columns());
    }

    private static void require(boolean condition, String format, Object... arguments) {
        if (!condition) {
            throw new IllegalArgumentException(format.formatted(arguments));
        }
    }
}
