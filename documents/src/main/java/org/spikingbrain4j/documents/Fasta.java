package org.spikingbrain4j.documents;

import java.io.IOException;

/**
 * Sequences in FASTA: a header line that begins with {@code >} or {@code ;}, then lines of letters. Each sequence is a text;
 * headers, blanks and line ends are none. A {@code ;} line right behind a header is a comment. Headers without letters are
 * passed over.
 */
final class Fasta implements FileTexts {
    private static final int LONGEST_NAME = 100;
    private static final int END = -1;

    private final Source source;
    private final TextDecoder text;
    private String piece = "";
    private int at;
    private long line = 1;
    private boolean lineBegins = true;
    private String record = "";
    private boolean any;

    Fasta(Source source) throws IOException {
        this.source = source;
        this.text = source.text();
    }

    @Override
    public boolean next() throws IOException {
        while (any && !piece().isEmpty()) {
            // passes over what is left of the current sequence
        }
        boolean headed = false;
        for (int next = peek(); next != END; next = peek()) {
            if (next == '>' || next == ';' && !headed) {
                record = header();
                headed = true;
            } else if (next == ';') {
                header();
            } else if (isBlank(next)) {
                take();
            } else if (headed) {
                any = true;
                return true;
            } else {
                throw unexpected(next, "a header line, which begins with >");
            }
        }
        if (!any) {
            throw new DocumentException(
                    source.file() + ": holds no sequence; expected lines of letters behind a header");
        }
        return false;
    }

    @Override
    public String name() {
        return "%s: record %s".formatted(source.file(), record);
    }

    @Override
    public String piece() throws IOException {
        StringBuilder letters = new StringBuilder(TextDecoder.PIECE);
        while (letters.length() < TextDecoder.PIECE) {
            int next = peek();
            if (next == END || lineBegins && (next == '>' || next == ';')) {
                break;
            }
            if (isLetter(next)) {
                letters.append((char) next);
            } else if (!isBlank(next)) {
                throw unexpected(next, "letters of a sequence, * or -");
            }
            take();
        }
        return letters.toString();
    }

    /** Takes a header line; its first word names the record. */
    private String header() throws IOException {
        long number = line;
        take();
        StringBuilder name = new StringBuilder();
        boolean named = false;
        for (int next = peek(); next != END && next != '\n'; next = peek()) {
            named |= isBlank(next) || name.length() == LONGEST_NAME;
            if (!named) {
                name.append((char) next);
            }
            take();
        }
        return name.isEmpty() ? "of line " + number : name.toString();
    }

    private int peek() throws IOException {
        if (at == piece.length()) {
            piece = text.next();
            at = 0;
        }
        return piece.isEmpty() ? END : piece.charAt(at);
    }

    private void take() {
        lineBegins = piece.charAt(at) == '\n';
        line += lineBegins ? 1 : 0;
        at++;
    }

    private static boolean isBlank(int character) {
        return character == '\n' || character == '\r' || character == ' ' || character == '\t';
    }

    private static boolean isLetter(int character) {
        return character >= 'A' && character <= 'Z'
                || character >= 'a' && character <= 'z'
                || character == '*'
                || character == '-'
                || character == '.';
    }

    private DocumentException unexpected(int found, String expected) {
        return new DocumentException("%s: line %d: expected %s, found '%s'; make it a .txt file if it is no FASTA"
                .formatted(source.file(), line, expected, Character.toString(found)));
    }

    @Override
    public long bytesRead() {
        return source.bytesRead();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
