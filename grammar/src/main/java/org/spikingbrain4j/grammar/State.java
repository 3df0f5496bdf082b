package org.spikingbrain4j.grammar;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where a text is in a grammar. A value: what may follow depends on nothing else.
 *
 * @param places all that it can be, each with a {@link Leaf} on top or empty
 */
record State(Set<Stack> places) {
    State {
        places = Set.copyOf(places);
    }

    boolean mayEnd() {
        return places.contains(Stack.EMPTY);
    }

    /** Whether nothing can follow and the text may not end. */
    boolean dead() {
        return places.isEmpty();
    }

    /** How many characters can follow whatever they are, if they stand in a JSON string as they are. */
    int plainCharacters() {
        return places.stream()
                .mapToInt(place -> place.top() instanceof TextAt text ? text.plainCharacters() : 0)
                .max()
                .orElse(0);
    }

    /** A state of which the same is true for so many bytes to come; many states have the same one. */
    State simplified(int bytes) {
        boolean counts = places.stream().anyMatch(place -> place.top() instanceof TextAt);
        return !counts
                ? this
                : new State(places.stream()
                        .map(place -> place.top() instanceof TextAt text
                                ? place.below().with(text.simplified(bytes))
                                : place)
                        .collect(Collectors.toSet()));
    }
}
