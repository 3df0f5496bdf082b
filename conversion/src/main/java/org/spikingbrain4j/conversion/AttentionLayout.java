package org.spikingbrain4j.conversion;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Which layers of the converted model attend to a window; all others are gated linear attention. */
public sealed interface AttentionLayout {
    /**
     * The window layers of a model, 0-based.
     *
     * @throws ConversionException where a layer is listed that the model does not have
     */
    SortedSet<Integer> windowLayers(int layers);

    /** The layouts that have a name. */
    enum Named implements AttentionLayout {
        /** The odd layers, as in SpikingBrain-7B. */
        GLA_SWA(layer -> layer % 2 == 1),
        /** All layers: what a hybrid is to be compared with. */
        SWA(layer -> true),
        /** No layer. */
        GLA(layer -> false);

        @SuppressWarnings("ImmutableEnumChecker") // lambdas without state
        private final IntPredicate window;

        Named(IntPredicate window) {
            this.window = window;
        }

        @Override
        public SortedSet<Integer> windowLayers(int layers) {
            return IntStream.range(0, layers).filter(window).boxed().collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** These layers, 0-based. */
    record Listed(SortedSet<Integer> listed) implements AttentionLayout {
        public Listed {
            listed = Collections.unmodifiableSortedSet(new TreeSet<>(listed));
        }

        @Override
        public SortedSet<Integer> windowLayers(int layers) {
            listed.stream()
                    .filter(layer -> layer < 0 || layer >= layers)
                    .findFirst()
                    .ifPresent(layer -> {
                        throw new ConversionException(
                                "window layers: expected layers from 0 to %d, found %d".formatted(layers - 1, layer));
                    });
            return listed;
        }
    }
}
