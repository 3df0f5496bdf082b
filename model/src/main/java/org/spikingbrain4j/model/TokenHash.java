package org.spikingbrain4j.model;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Identifies the tokens read so far: h₀ = 0, hₙ₊₁ = SHA-256(hₙ ‖ token). It does not depend on how the tokens were cut into
 * passes, so equal hashes mean equal prefixes.
 */
record TokenHash(String hex) {
    private static final int BYTES = 32;

    static final TokenHash EMPTY = new TokenHash(HexFormat.of().formatHex(new byte[BYTES]));

    TokenHash append(int[] tokens) {
        MessageDigest sha256 = sha256();
        byte[] hash = HexFormat.of().parseHex(hex);
        ByteBuffer block = ByteBuffer.allocate(BYTES + Integer.BYTES);
        for (int token : tokens) {
            block.clear().put(hash).putInt(token);
            hash = sha256.digest(block.array());
        }
        return new TokenHash(HexFormat.of().formatHex(hash));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
