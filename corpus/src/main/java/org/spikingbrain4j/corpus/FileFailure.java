package org.spikingbrain4j.corpus;

import static org.spikingbrain4j.documents.FileFailure.reason;

import java.io.IOException;
import java.nio.file.Path;

/** What went wrong with a file, in one line. */
final class FileFailure {
    private FileFailure() {}

    static CorpusException reading(Path file, IOException e) {
        return new CorpusException("%s: cannot be read: %s".formatted(file, reason(e)), e);
    }

    static CorpusException writing(Path file, IOException e) {
        return new CorpusException(
                "%s: cannot be written: %s; check that the folder may be written and has space"
                        .formatted(file, reason(e)),
                e);
    }
}
