package org.spikingbrain4j.corpus;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.spikingbrain4j.tokenizer.Utf8Text;

/** Bytes of a file as text, or an error that says at which byte they are none. */
final class StrictText {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private StrictText() {}

    /**
     * @param offset where the bytes begin in the (unpacked) file; at 0 a byte order mark is no part of the text
     * @throws CorpusException where they are no UTF-8 or hold a zero byte, as binary files do
     */
    static String decode(byte[] bytes, long offset, Path file) {
        String text = Utf8Text.decode(
                bytes,
                at -> new CorpusException("%s: invalid UTF-8 at byte %d (0x%02X); expected text, convert it to UTF-8"
                        .formatted(file, offset + at, bytes[at])));
        int zero = text.indexOf('\0');
        if (zero >= 0) {
            int before = text.substring(0, zero).getBytes(StandardCharsets.UTF_8).length;
            throw new CorpusException(
                    "%s: zero byte at byte %d; expected text, found binary data".formatted(file, offset + before));
        }
        return offset == 0 && !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }
}
