package org.spikingbrain4j.corpus;

import java.io.IOException;
import java.nio.file.Path;
import org.spikingbrain4j.operators.FileReason;

/** What went wrong with a file, in one line. */
final class FileFailure {
    private FileFailure() {}

    static CorpusException reading(Path file, IOException e) {
        return new CorpusException("%s: cannot be read: %s".formatted(file, FileReason.of(e)), e);
    }

    static CorpusException writing(Path file, IOException e) {
        return new CorpusException(
                "%s: cannot be written: %s; check that the folder may be written and has space"
                        .formatted(file, FileReason.of(e)),
                e);
    }
}
