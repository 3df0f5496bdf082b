package org.spikingbrain4j.operators;

import java.util.ArrayList;
import java.util.List;

/**
 * Spans of softmax attention, cut behind the pinned tokens of new caches: these see each other, later ones too, and all others see
 * what is before them.
 *
 * @param pinning parts that bring the pinned tokens of their caches, all of them and no others
 * @param others what is left, which comes after them
 */
public record PinnedSpans<C extends KeyValueCache>(List<Span<C>> pinning, List<Span<C>> others) {
    public PinnedSpans {
        pinning = List.copyOf(pinning);
        others = List.copyOf(others);
    }

    /** @throws IllegalArgumentException where the first span of a cache does not bring all its pinned tokens */
    public static <C extends KeyValueCache> PinnedSpans<C> of(List<Span<C>> spans) {
        List<Span<C>> pinning = new ArrayList<>();
        List<Span<C>> others = new ArrayList<>();
        for (Span<C> span : spans) {
            int brought = ArgumentChecks.pins(span);
            if (brought > 0) {
                pinning.add(new Span<>(span.row(), brought, span.position(), span.state()));
            }
            if (brought < span.length()) {
                others.add(new Span<>(
                        span.row() + brought, span.length() - brought, span.position() + brought, span.state()));
            }
        }
        return new PinnedSpans<>(pinning, others);
    }
}
