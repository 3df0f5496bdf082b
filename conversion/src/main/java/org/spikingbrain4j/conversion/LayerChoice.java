package org.spikingbrain4j.conversion;

import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Some of a model's layers, counted from 0. */
public sealed interface LayerChoice {
    /**
     * @param layers of the model
     * @throws ConversionException where a layer is listed that the model does not have
     */
    SortedSet<Integer> among(int layers);

    /** For models of any depth. */
    enum Rule implements LayerChoice {
        NONE,
        ALL,
        /** The odd layers: those with windows in SpikingBrain-7B. */
        ODD,
        /** One in seven, at least one, evenly spread, the last one among them: those with full attention in SpikingBrain-76B. */
        EVERY_SEVENTH,
        /** Those without experts in SpikingBrain-76B, at the same depth. */
        DENSE_OF_76B;

        private static final int LAYERS_OF_76B = 28;
        private static final Set<Integer> DENSE = Set.of(0, 1, 2, 4, 6, 8, 10);

        @Override
        public SortedSet<Integer> among(int layers) {
            return IntStream.range(0, layers)
                    .filter(layer -> has(layer, layers))
                    .boxed()
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        private boolean has(int layer, int layers) {
            return switch (this) {
                case NONE -> false;
                case ALL -> true;
                case ODD -> layer % 2 == 1;
                case EVERY_SEVENTH -> {
                    int chosen = (int) Math.max(1, Math.round(layers / 7.0));
                    yield (layer + 1) * chosen / layers > layer * chosen / layers;
                }
                case DENSE_OF_76B -> DENSE.contains(layer * LAYERS_OF_76B / layers);
            };
        }
    }

    /**
     * These layers.
     *
     * @param name of the list, for messages
     */
    record Listed(String name, SortedSet<Integer> listed) implements LayerChoice {
        public Listed {
            listed = Collections.unmodifiableSortedSet(new TreeSet<>(listed));
        }

        @Override
        public SortedSet<Integer> among(int layers) {
            listed.stream()
                    .filter(layer -> layer < 0 || layer >= layers)
                    .findFirst()
                    .ifPresent(layer -> {
                        throw new ConversionException(
                                "%s: expected layers from 0 to %d, found %d".formatted(name, layers - 1, layer));
                    });
            return listed;
        }
    }
}
