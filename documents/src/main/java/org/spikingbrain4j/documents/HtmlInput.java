package org.spikingbrain4j.documents;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.file.Path;

/** The characters of a web page, for the parser; counted, because it keeps them until an element closes. */
final class HtmlInput extends Reader {
    static final int MOST_UNREAD = 1 << 24;

    private final TextDecoder text;
    private final Path file;
    private String piece = "";
    private int at;
    private int unread;

    private HtmlInput(TextDecoder text, Path file) {
        this.text = text;
        this.file = file;
    }

    static HtmlInput of(Source source) throws IOException {
        Charset charset = HtmlCharset.of(source.peek(HtmlCharset.SEARCHED), source.file());
        return new HtmlInput(new TextDecoder(source.in(), charset, source.file().toString()), source.file());
    }

    /** An element is closed: what was counted is no longer kept. */
    void restart() {
        unread = 0;
    }

    @Override
    public int read(char[] into, int offset, int length) throws IOException {
        if (at == piece.length()) {
            piece = text.next();
            at = 0;
        }
        if (piece.isEmpty()) {
            return -1;
        }
        int count = Math.min(length, piece.length() - at);
        piece.getChars(at, at + count, into, offset);
        at += count;
        unread += count;
        if (unread > MOST_UNREAD) {
            throw new DocumentException(
                    "%s: has more than %d characters in which no element ends; split it, or save it as a .txt file"
                            .formatted(file, MOST_UNREAD));
        }
        return count;
    }

    /** The source belongs to who opened it. */
    @Override
    public void close() {}
}
