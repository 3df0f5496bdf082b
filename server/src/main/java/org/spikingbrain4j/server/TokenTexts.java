package org.spikingbrain4j.server;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.spikingbrain4j.tokenizer.Tokenizer;

/** Single tokens as the API shows them. */
final class TokenTexts {
    private static final HexFormat ESCAPED = HexFormat.of().withPrefix("\\x");

    private final Tokenizer tokenizer;

    TokenTexts(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /** Its bytes; of a special token those of its name. */
    byte[] bytes(int token) {
        return tokenizer
                .tokenBytes(token)
                .orElseGet(() -> tokenizer.decode(new int[] {token}, false).getBytes(StandardCharsets.UTF_8));
    }

    /** Its text; {@code bytes:\xe2\x82} where its bytes are no whole characters, as OpenAI writes them. */
    String text(int token) {
        byte[] bytes = bytes(token);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return "bytes:" + ESCAPED.formatHex(bytes);
        }
    }
}
