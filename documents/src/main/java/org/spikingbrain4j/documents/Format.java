package org.spikingbrain4j.documents;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a file holds, as its name says. Capitals do not matter, nor does a {@code .gz} behind. */
public enum Format {
    /** Plain text; also whatever has another ending. */
    TEXT,
    /** A text a line, in the field {@code text} of a JSON object. */
    JSON_LINES,
    /** A web page. */
    HTML,
    /** A PDF with text in it. */
    PDF,
    /** Sequences of nucleotides or amino acids, a text each. */
    FASTA;

    /** Behind the ending of a compressed file. */
    static final String PACKED = ".gz";

    /** The format of a file; {@link #TEXT} where the ending is not known. */
    public static Format of(Path file) {
        return Arrays.stream(values())
                .filter(format -> format.named(file))
                .findFirst()
                .orElse(TEXT);
    }

    /** Whether the name has an ending of this format. */
    boolean named(Path file) {
        String name = unpackedName(file);
        return endings().stream().anyMatch(name::endsWith);
    }

    private List<String> endings() {
        return switch (this) {
            case TEXT -> List.of(".txt");
            case JSON_LINES -> List.of(".jsonl");
            case HTML -> List.of(".html", ".htm");
            case PDF -> List.of(".pdf");
            case FASTA -> List.of(".fasta", ".fa", ".fna");
        };
    }

    /** Whether the name says that the file is compressed. */
    static boolean isPacked(Path file) {
        return lowerCase(file).endsWith(PACKED);
    }

    /** The endings of some formats, for messages. */
    static String endings(Set<Format> formats) {
        return formats.stream()
                .sorted()
                .flatMap(format -> format.endings().stream())
                .collect(Collectors.joining(", "));
    }

    private static String unpackedName(Path file) {
        String name = lowerCase(file);
        return isPacked(file) ? name.substring(0, name.length() - PACKED.length()) : name;
    }

    private static String lowerCase(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    }
}
