package org.spikingbrain4j.tokenizer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/** Text of bytes that must be UTF-8: nothing is replaced silently. */
public final class Utf8Text {
    private Utf8Text() {}

    /**
     * The text of bytes.
     *
     * @param failure makes what is thrown of the index of the first byte that is no UTF-8
     */
    public static String decode(byte[] bytes, IntFunction<? extends RuntimeException> failure) {
        CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length); // no character takes fewer bytes than UTF-16 units
        CoderResult result = utf8.decode(in, out, true);
        if (result.isError()) {
            throw failure.apply(in.position());
        }
        return out.flip().toString();
    }
}
