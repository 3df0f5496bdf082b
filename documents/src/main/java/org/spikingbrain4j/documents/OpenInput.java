package org.spikingbrain4j.documents;

import java.io.FilterInputStream;
import java.io.InputStream;

/** A stream that belongs to somebody else and stays open. */
final class OpenInput extends FilterInputStream {
    OpenInput(InputStream in) {
        super(in);
    }

    @Override
    public void close() {}
}
