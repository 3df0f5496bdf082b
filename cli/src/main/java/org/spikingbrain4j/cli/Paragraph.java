package org.spikingbrain4j.cli;

/** Prose that fits a terminal. */
final class Paragraph {
    private static final int WIDTH = 90;

    private Paragraph() {}

    /** Broken between words, with a line end. */
    static String of(String text) {
        StringBuilder lines = new StringBuilder();
        int column = 0;
        for (String word : text.split(" ")) {
            boolean fits = column > 0 && column + 1 + word.length() <= WIDTH;
            lines.append(column == 0 ? "" : fits ? " " : "\n").append(word);
            column = fits ? column + 1 + word.length() : word.length();
        }
        return lines.append('\n').toString();
    }
}
