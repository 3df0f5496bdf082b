package org.spikingbrain4j.tokenizer;

import java.util.Map;

/**
 * A token that is cut out of the raw text before anything else happens to it.
 *
 * @param special whether decoding can leave it out
 * @param singleWord, lstrip, rstrip, normalized how its occurrences are found, as in {@code tokenizer.json}
 */
record AddedToken(
        int id,
        String content,
        boolean special,
        boolean singleWord,
        boolean lstrip,
        boolean rstrip,
        boolean normalized) {

    static AddedToken of(int id, Map<String, Object> fields, String source) {
        if (!(fields.get("content") instanceof String content) || content.isEmpty()) {
            throw new TokenizerException(source + ": added token " + id + " has no content");
        }
        return new AddedToken(
                id,
                content,
                flag(fields, "special"),
                flag(fields, "single_word"),
                flag(fields, "lstrip"),
                flag(fields, "rstrip"),
                flag(fields, "normalized"));
    }

    /** A token matched literally, wherever it stands. */
    static AddedToken literal(int id, String content, boolean special) {
        return new AddedToken(id, content, special, false, false, false, false);
    }

    private static boolean flag(Map<String, Object> fields, String name) {
        return Boolean.TRUE.equals(fields.get(name));
    }
}
