package org.spikingbrain4j.model;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.spikingbrain4j.checkpoint.Sha256;

/**
 * Identifies the tokens read so far: h₀ = 0, hₙ₊₁ = SHA-256(hₙ ‖ token). It does not depend on how the tokens were cut into
 * passes, so equal hashes mean equal prefixes.
 */
record TokenHash(String hex) {
    private static final int BYTES = 32;

    static final TokenHash EMPTY = new TokenHash(HexFormat.of().formatHex(new byte[BYTES]));

    TokenHash append(int[] tokens) {
        MessageDigest sha256 = Sha256.start();
        byte[] hash = HexFormat.of().parseHex(hex);
        ByteBuffer block = ByteBuffer.allocate(BYTES + Integer.BYTES);
        for (int token : tokens) {
            block.clear().put(hash).putInt(token);
            hash = sha256.digest(block.array());
        }
        return new TokenHash(HexFormat.of().formatHex(hash));
    }
}
