package org.spikingbrain4j.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.StringJoiner;

/** Joins the lines of a message: those that end with a backslash, and those between two lines of three quotes. */
final class ChatMessageReader {
    private static final String PROMPT = "> ";
    private static final String CONTINUED = ". ";
    private static final String CONTINUES = "\\";
    private static final String FENCE = "\"\"\"";

    private final ChatInput input;

    ChatMessageReader(ChatInput input) {
        this.input = input;
    }

    /** The next message without white space around it; empty at the end of the input. */
    Optional<String> next() throws IOException {
        Optional<String> first = input.line(PROMPT);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        String message = first.get().strip().equals(FENCE) ? block() : continued(first.get());
        return Optional.of(message.strip());
    }

    private String block() throws IOException {
        StringJoiner lines = new StringJoiner("\n");
        Optional<String> line = input.line(CONTINUED);
        while (line.isPresent() && !line.get().strip().equals(FENCE)) {
            lines.add(line.get());
            line = input.line(CONTINUED);
        }
        return lines.toString();
    }

    private String continued(String first) throws IOException {
        StringJoiner lines = new StringJoiner("\n");
        Optional<String> line = Optional.of(first);
        while (line.isPresent() && line.get().endsWith(CONTINUES)) {
            lines.add(line.get().substring(0, line.get().length() - CONTINUES.length()));
            line = input.line(CONTINUED);
        }
        line.ifPresent(lines::add);
        return lines.toString();
    }
}
