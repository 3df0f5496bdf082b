package org.spikingbrain4j.tokenizer;

/**
 * UTF-8 to text, byte by byte, keeping an unfinished character in between. Each longest prefix of a character that does
 * not go on becomes one U+FFFD, as the WHATWG encoding standard and Rust's lossy decoding have it; the JDK's decoder
 * differs from them on encoded surrogates.
 */
final class Utf8Decoder {
    private static final char REPLACEMENT = '\uFFFD';

    private int missing; // continuation bytes to come
    private int codePoint;
    private int lowest = 0x80; // of the next continuation byte
    private int highest = 0xBF;

    void decode(byte[] bytes, StringBuilder out) {
        for (byte signed : bytes) {
            int value = signed & 0xFF;
            if (missing == 0) {
                begin(value, out);
            } else if (value < lowest || value > highest) {
                finish(out);
                begin(value, out);
            } else {
                lowest = 0x80;
                highest = 0xBF;
                codePoint = codePoint << 6 | value & 0x3F;
                missing--;
                if (missing == 0) {
                    out.appendCodePoint(codePoint);
                }
            }
        }
    }

    /** Ends the text: an unfinished character becomes U+FFFD. */
    void finish(StringBuilder out) {
        if (missing > 0) {
            out.append(REPLACEMENT);
        }
        missing = 0;
        lowest = 0x80;
        highest = 0xBF;
    }

    private void begin(int value, StringBuilder out) {
        if (value < 0x80) {
            out.append((char) value);
        } else if (value >= 0xC2 && value <= 0xDF) {
            missing = 1;
            codePoint = value & 0x1F;
        } else if (value >= 0xE0 && value <= 0xEF) {
            missing = 2;
            codePoint = value & 0x0F;
            lowest = value == 0xE0 ? 0xA0 : 0x80; // shorter forms exist below
            highest = value == 0xED ? 0x9F : 0xBF; // surrogates above
        } else if (value >= 0xF0 && value <= 0xF4) {
            missing = 3;
            codePoint = value & 0x07;
            lowest = value == 0xF0 ? 0x90 : 0x80;
            highest = value == 0xF4 ? 0x8F : 0xBF; // Unicode ends
        } else {
            out.append(REPLACEMENT);
        }
    }
}
