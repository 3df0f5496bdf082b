package org.spikingbrain4j.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.spikingbrain4j.model.InvalidInputException;

/** The keys that let requests in. Only their digests are kept. */
public final class ApiKeys {
    /** No key is asked for. */
    public static final ApiKeys NONE = new ApiKeys(List.of());

    private static final int ID_DIGITS = 8;

    private final List<byte[]> digests;

    private ApiKeys(List<byte[]> digests) {
        this.digests = digests;
    }

    /**
     * @throws InvalidInputException where there is none, or one that a header cannot carry
     */
    public static ApiKeys of(List<String> keys) {
        if (keys.isEmpty()) {
            throw new InvalidInputException("API keys: expected at least one, found none");
        }
        List<byte[]> digests = new ArrayList<>();
        for (String key : keys) {
            if (!key.matches("[!-~]+")) {
                throw new InvalidInputException(
                        "API keys: expected printable ASCII characters without blanks, found others in key %d of %d"
                                .formatted(digests.size() + 1, keys.size()));
            }
            digests.add(digest(key));
        }
        return new ApiKeys(digests);
    }

    /**
     * A key a line; lines that begin with # are comments.
     *
     * @throws InvalidInputException where it cannot be read or holds no key
     */
    public static ApiKeys read(Path file) {
        try {
            return of(Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList());
        } catch (IOException e) {
            throw new InvalidInputException("%s: cannot be read (%s); give a text file with an API key a line"
                    .formatted(file, e.getClass().getSimpleName()));
        } catch (InvalidInputException e) {
            throw new InvalidInputException(file + ": " + e.getMessage());
        }
    }

    boolean required() {
        return !digests.isEmpty();
    }

    /** A name for the key that logs may show, where it is one of these. Takes the same time for every wrong key. */
    Optional<String> identify(String key) {
        byte[] shown = digest(key);
        boolean known = false;
        for (byte[] digest : digests) {
            known |= MessageDigest.isEqual(digest, shown);
        }
        return known ? Optional.of(HexFormat.of().formatHex(shown).substring(0, ID_DIGITS)) : Optional.empty();
    }

    private static byte[] digest(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
