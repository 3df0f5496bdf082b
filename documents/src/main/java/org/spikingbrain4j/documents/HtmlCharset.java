package org.spikingbrain4j.documents;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The charset of a web page: of its byte order mark, else as its beginning declares, else UTF-8. */
final class HtmlCharset {
    /** Bytes at the beginning that are searched; the HTML standard asks for the declaration within 1024. */
    static final int SEARCHED = 4096;

    private static final Pattern DECLARED = Pattern.compile(
            "<(?:meta\\b[^>]*?\\bcharset|\\?xml\\b[^>]*?\\bencoding)\\s*=\\s*[\"']?\\s*([\\w.:-]+)",
            Pattern.CASE_INSENSITIVE);

    private HtmlCharset() {}

    /** @throws DocumentException where a charset is declared that Java does not know */
    static Charset of(byte[] beginning, Path file) {
        String bytes = new String(beginning, StandardCharsets.ISO_8859_1);
        if (bytes.startsWith("\u00EF\u00BB\u00BF")) {
            return StandardCharsets.UTF_8;
        }
        if (bytes.startsWith("\u00FE\u00FF")) {
            return StandardCharsets.UTF_16BE;
        }
        if (bytes.startsWith("\u00FF\u00FE")) {
            return StandardCharsets.UTF_16LE;
        }
        Matcher declared = DECLARED.matcher(bytes);
        return declared.find() ? named(declared.group(1), file) : StandardCharsets.UTF_8;
    }

    private static Charset named(String label, Path file) {
        return switch (label.toLowerCase(Locale.ROOT)) {
            // The HTML standard reads these labels so, because pages mean it so.
            case "iso-8859-1", "latin1", "us-ascii", "ascii" -> Charset.forName("windows-1252");
            // A declaration that can be read as ASCII is in no UTF-16.
            case "utf-16", "utf-16le", "utf-16be" -> StandardCharsets.UTF_8;
            default -> {
                try {
                    yield Charset.forName(label);
                } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
                    throw new DocumentException(
                            "%s: declares the charset %s, which is not known; convert it to UTF-8"
                                    .formatted(file, label),
                            e);
                }
            }
        };
    }
}
