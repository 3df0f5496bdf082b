package org.spikingbrain4j.server;

import java.security.SecureRandom;

/** Random names that nobody can guess. */
final class Ids {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 24;

    private final SecureRandom random = new SecureRandom();

    /** A new one, such as {@code cmpl-4f…}. */
    String next(String prefix) {
        StringBuilder id = new StringBuilder(prefix);
        random.ints(LENGTH, 0, ALPHABET.length()).forEach(i -> id.append(ALPHABET.charAt(i)));
        return id.toString();
    }
}
