package org.spikingbrain4j.model;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.spikingbrain4j.checkpoint.Sha256;

/**
 * Identifies the tokens read so far: h₀ = 0, hₙ₊₁ = SHA-256(hₙ ‖ token). It does not depend on how the tokens were cut into
 * passes, so equal hashes mean equal prefixes, and the hashes of all prefixes of a text cost no more than that of the text.
 *
 * @param hex 64 hexadecimal digits, as {@link SequenceState#tokenHash} gives them
 */
public record TokenHash(String hex) {
    private static final int BYTES = 32;

    /** Of no tokens. */
    public static final TokenHash EMPTY = new TokenHash(HexFormat.of().formatHex(new byte[BYTES]));

    /**
     * @throws IllegalArgumentException where it is not a hash of this kind
     */
    public TokenHash {
        if (hex.length() != 2 * BYTES || !hex.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IllegalArgumentException("token hash: expected 64 hexadecimal digits, found " + hex);
        }
    }

    /** The hash after more tokens. */
    public TokenHash append(int[] tokens) {
        return append(tokens, 0, tokens.length);
    }

    /** The hash after more tokens: those at the indices {@code from}, inclusive, to {@code to}, exclusive. */
    public TokenHash append(int[] tokens, int from, int to) {
        MessageDigest sha256 = Sha256.start();
        byte[] hash = HexFormat.of().parseHex(hex);
        ByteBuffer block = ByteBuffer.allocate(BYTES + Integer.BYTES);
        for (int i = from; i < to; i++) {
            block.clear().put(hash).putInt(tokens[i]);
            hash = sha256.digest(block.array());
        }
        return new TokenHash(HexFormat.of().formatHex(hash));
    }
}
