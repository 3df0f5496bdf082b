package org.spikingbrain4j.torch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.spikingbrain4j.operators.Span;

/**
 * Spans of one length that follow each other: one batch.
 *
 * @param spans at least one, by row
 */
record SpanGroup<S>(List<Span<S>> spans) {
    /**
     * The spans by row, in batches.
     *
     * @param joinable whether a span may be in a batch with others
     */
    static <S> List<SpanGroup<S>> of(List<Span<S>> spans, Predicate<Span<S>> joinable) {
        List<SpanGroup<S>> groups = new ArrayList<>();
        List<Span<S>> group = new ArrayList<>();
        for (Span<S> span :
                spans.stream().sorted(Comparator.comparingInt(Span::row)).toList()) {
            boolean joins = !group.isEmpty()
                    && group.getLast().length() == span.length()
                    && joinable.test(span)
                    && joinable.test(group.getLast());
            if (!joins && !group.isEmpty()) {
                groups.add(new SpanGroup<>(List.copyOf(group)));
                group.clear();
            }
            group.add(span);
        }
        groups.add(new SpanGroup<>(List.copyOf(group)));
        return groups;
    }

    /** What a function makes of the groups, row below row. */
    static <S> Tensor join(List<SpanGroup<S>> groups, Function<SpanGroup<S>, Tensor> function) {
        if (groups.size() == 1) {
            return function.apply(groups.getFirst());
        }
        TensorVector parts = new TensorVector();
        groups.forEach(group -> parts.push_back(function.apply(group)));
        return torch.cat(parts, 0);
    }

    /** Tokens of each sequence. */
    int length() {
        return spans.getFirst().length();
    }

    List<S> states() {
        return spans.stream().map(Span::state).toList();
    }

    /**
     * The rows of the group.
     *
     * @param x [rows of the pass, columns]
     * @return [sequences, length, columns]
     */
    Tensor rows(Tensor x) {
        long rows = (long) spans.size() * length();
        Tensor own = rows == x.size(0) ? x : x.narrow(0, spans.getFirst().row(), rows);
        return own.reshape(spans.size(), length(), x.size(1));
    }
}
