package org.spikingbrain4j.documents;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;

/** Bytes as text, piece by piece; nothing that is no text is replaced silently. */
final class TextDecoder {
    /** Most UTF-16 units of a piece. */
    static final int PIECE = 1 << 14;

    private static final int BUFFER = 1 << 16;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final InputStream in;
    private final Charset charset;
    private final String name;
    private final CharsetDecoder decoder;
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).flip();
    private final CharBuffer piece = CharBuffer.allocate(PIECE);
    private long bufferStart;
    private boolean inputEnded;

    /** @param name of what is read, for messages */
    TextDecoder(InputStream in, Charset charset, String name) {
        this.in = in;
        this.charset = charset;
        this.name = name;
        this.decoder = charset.newDecoder();
    }

    /**
     * The next piece, never half a surrogate pair, empty at the end. A byte order mark in front is no part of the text.
     *
     * @throws DocumentException where the bytes are no text in this charset, or hold a zero, as binary files do
     */
    String next() throws IOException {
        long start = position();
        String text = decode();
        int zero = text.indexOf('\0');
        if (zero >= 0) {
            long at = start + text.substring(0, zero).getBytes(charset).length;
            throw new DocumentException(
                    "%s: zero byte at byte %d; expected text, found binary data".formatted(name, at));
        }
        boolean marked = start == 0 && !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
        if (!marked) {
            return text;
        }
        return text.length() == 1 ? next() : text.substring(1);
    }

    private String decode() throws IOException {
        piece.clear();
        while (true) {
            CoderResult result = decoder.decode(bytes, piece, false);
            if (result.isError()) {
                throw new DocumentException("%s: invalid %s at byte %d (0x%02X); expected text, convert it to UTF-8"
                        .formatted(name, charset, position(), bytes.get(bytes.position())));
            }
            if (result.isOverflow() || inputEnded) {
                break;
            }
            fill();
        }
        if (inputEnded && piece.position() == 0 && bytes.hasRemaining()) {
            throw new DocumentException(
                    "%s: ends in half a character: the %d bytes from byte %d on are the beginning of one in %s; copy the file again or cut them off"
                            .formatted(name, bytes.remaining(), position(), charset));
        }
        return piece.flip().toString();
    }

    private void fill() throws IOException {
        bufferStart = position();
        bytes.compact();
        int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
        if (read < 0) {
            inputEnded = true;
        } else {
            bytes.position(bytes.position() + read);
        }
        bytes.flip();
    }

    private long position() {
        return bufferStart + bytes.position();
    }
}
