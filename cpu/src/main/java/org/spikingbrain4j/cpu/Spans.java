package org.spikingbrain4j.cpu;

import java.util.List;
import org.spikingbrain4j.operators.Span;

/** Checks and converts the spans of a pass. */
final class Spans {
    private Spans() {}

    /** @throws IllegalArgumentException where spans leave the rows or overlap */
    static void check(String operator, int rows, List<? extends Span<?>> spans) {
        boolean[] taken = new boolean[rows];
        for (Span<?> span : spans) {
            if (span.length() > rows - span.row()) {
                throw new IllegalArgumentException("%s: a span starts at row %d and has %d rows, the tensor has %d"
                        .formatted(operator, span.row(), span.length(), rows));
            }
            for (int row = span.row(); row < span.row() + span.length(); row++) {
                if (taken[row]) {
                    throw new IllegalArgumentException("%s: row %d is in two spans".formatted(operator, row));
                }
                taken[row] = true;
            }
        }
        for (int row = 0; row < rows; row++) {
            if (!taken[row]) {
                throw new IllegalArgumentException("%s: row %d is in no span".formatted(operator, row));
            }
        }
    }

    /** The same spans with the states as what they are on this back end. */
    static <S> List<Span<S>> as(Class<S> type, String operator, List<? extends Span<?>> spans) {
        return spans.stream()
                .map(span -> {
                    if (!type.isInstance(span.state())) {
                        throw new IllegalArgumentException(
                                "%s: a state was not made by the CPU back end".formatted(operator));
                    }
                    return span.with(type.cast(span.state()));
                })
                .toList();
    }
}
