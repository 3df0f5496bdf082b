package org.spikingbrain4j.documents;

import java.io.IOException;

/** Plain text in UTF-8. */
final class PlainText extends OneText {
    private final Source source;
    private final TextDecoder text;

    PlainText(Source source) throws IOException {
        super(source.file());
        this.source = source;
        this.text = source.text();
    }

    @Override
    String read() throws IOException {
        return text.next();
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
