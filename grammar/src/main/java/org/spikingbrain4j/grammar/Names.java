package org.spikingbrain4j.grammar;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Strings in a tree by their bytes: which of them a text that grows may still become. */
final class Names {
    /** No names, and where a text is that has become none of them. */
    static final Names NONE = new Names();

    private final Map<Integer, Names> longer = new HashMap<>();
    private boolean whole;

    private Names() {}

    static Names of(Collection<String> names) {
        if (names.isEmpty()) {
            return NONE;
        }
        Names root = new Names();
        for (String name : names) {
            Names place = root;
            for (byte value : name.getBytes(StandardCharsets.UTF_8)) {
                place = place.longer.computeIfAbsent(value & 0xFF, _ -> new Names());
            }
            place.whole = true;
        }
        return root;
    }

    Names after(int value) {
        return longer.getOrDefault(value, NONE);
    }

    /** Whether the text is one of them. */
    boolean whole() {
        return whole;
    }
}
