package org.spikingbrain4j.documents;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A text a line, in the field {@code text}. Lines that are blank, or whose text is, hold none. */
final class JsonLines implements FileTexts {
    private final Path file;
    private final TextLines lines;
    private Pieces pieces = new Pieces("");
    private boolean any;

    JsonLines(Source source, int longest) throws IOException {
        this.file = source.file();
        this.lines = new TextLines(source, longest);
    }

    @Override
    public boolean next() {
        for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
            String text = JsonLine.text(line.get(), lines.place());
            if (!text.isBlank()) {
                pieces = new Pieces(text);
                any = true;
                return true;
            }
        }
        if (!any) {
            throw new DocumentException(file + ": is empty or blank, expected lines of JSON with a text");
        }
        return false;
    }

    @Override
    public String name() {
        return lines.place();
    }

    @Override
    public String piece() {
        return pieces.next();
    }

    @Override
    public long bytesRead() {
        return lines.bytesRead();
    }

    @Override
    public void close() {
        lines.close();
    }
}
