package org.spikingbrain4j.corpus;

import java.nio.charset.StandardCharsets;

/**
 * The size of texts.
 *
 * @param characters Unicode code points
 * @param bytes of UTF-8
 */
public record TextTotals(long documents, long characters, long bytes) {
    /** Of no text. */
    public static final TextTotals NONE = new TextTotals(0, 0, 0);

    TextTotals plus(String text) {
        return new TextTotals(
                documents + 1,
                characters + text.codePointCount(0, text.length()),
                bytes + text.getBytes(StandardCharsets.UTF_8).length);
    }
}
