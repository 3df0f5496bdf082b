package org.spikingbrain4j.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;

/** A token a line: position, id, text, loss. Every line is whole, whenever writing ends. */
final class SurpriseCsv {
    private static final double PRECISION = 1e6;

    private final Writer out;

    SurpriseCsv(Writer out) {
        this.out = out;
        write("position,token,text,nats,bits\n");
    }

    /** A token that nothing predicts: its losses stay empty. */
    void unpredicted(int token, String text) {
        write("0,%d,%s,,\n".formatted(token, quoted(text)));
    }

    void token(long position, int token, String text, double nats) {
        write(position + "," + token + "," + quoted(text) + "," + rounded(nats) + "," + rounded(nats / Math.log(2))
                + "\n");
    }

    private static double rounded(double value) {
        return Math.rint(value * PRECISION) / PRECISION;
    }

    /** In quotes, quotes doubled as RFC 4180 says; what would break the line is written with a backslash. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\"\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> quoted.append(Character.isISOControl(c) ? "\\u%04x".formatted((int) c) : c);
            }
        }
        return quoted.append('"').toString();
    }

    private void write(String line) {
        try {
            out.write(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
