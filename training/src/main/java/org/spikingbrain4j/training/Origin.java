package org.spikingbrain4j.training;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a training began with and must have again to be resumed.
 *
 * @param digests by what they are of
 */
record Origin(Map<String, String> digests) {
    static final String CONFIGURATION = "configuration";
    static final String MODEL = "model";
    static final String TEACHER = "teacher";
    static final String TRAIN = "text to learn from";
    static final String VALID = "text to measure on";

    Origin {
        digests = Collections.unmodifiableMap(new TreeMap<>(digests));
    }

    /** The first thing that is another one. */
    Optional<String> difference(Origin other) {
        TreeMap<String, String> all = new TreeMap<>(digests);
        all.putAll(other.digests);
        return all.keySet().stream()
                .filter(name -> !digests.getOrDefault(name, "").equals(other.digests.getOrDefault(name, "")))
                .findFirst();
    }
}
