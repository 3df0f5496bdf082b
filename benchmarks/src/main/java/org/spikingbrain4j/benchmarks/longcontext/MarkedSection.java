package org.spikingbrain4j.benchmarks.longcontext;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The part of a document, between two comments, that the program owns; all else stays as it is. */
final class MarkedSection {
    static final String BEGIN =
            "<!-- long-context: from here to the end mark, ./spikingbrain bench --report writes -->";
    static final String END = "<!-- long-context: end -->";

    private MarkedSection() {}

    /**
     * Replaces what is between the marks; where there are none, the section is added at the end.
     *
     * @throws ReportException where only one mark is there, or the file cannot be written
     */
    static void replace(Path document, String content) {
        try {
            String text = Files.exists(document) ? Files.readString(document) : "";
            Path temporary = document.resolveSibling("." + document.getFileName() + ".tmp");
            Files.writeString(temporary, replaced(document, text, content));
            Files.move(temporary, document, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ReportException("%s: cannot be written: %s".formatted(document, e.getMessage()), e);
        }
    }

    private static String replaced(Path document, String text, String content) {
        String section = "%s\n\n%s\n\n%s".formatted(BEGIN, content.strip(), END);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 && end < 0) {
            return text.isBlank() ? section + "\n" : text.stripTrailing() + "\n\n" + section + "\n";
        }
        if (begin < 0 || end < begin) {
            throw new ReportException("%s: expected both marks of the section, '%s' and '%s', in this order"
                    .formatted(document, BEGIN, END));
        }
        return text.substring(0, begin) + section + text.substring(end + END.length());
    }
}
