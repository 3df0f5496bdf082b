package org.spikingbrain4j.cli;

import java.nio.file.Path;
import java.util.List;
import org.spikingbrain4j.corpus.Documents;
import picocli.CommandLine.Parameters;

/** The texts to work on. */
final class CorpusFlags {
    @Parameters(
            paramLabel = "FILE_OR_FOLDER",
            arity = "1..*",
            description =
                    "Texts, a document a file; .jsonl: a document a line, in the field text; of folders all .txt and .jsonl within. Also .gz.")
    private List<Path> texts;

    Documents documents() {
        return Documents.of(texts);
    }
}
