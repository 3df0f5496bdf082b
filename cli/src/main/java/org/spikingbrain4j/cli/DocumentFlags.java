package org.spikingbrain4j.cli;

import java.nio.file.Path;
import java.util.List;
import org.spikingbrain4j.documents.DocumentReader;
import org.spikingbrain4j.inference.Cancellation;
import picocli.CommandLine.Parameters;

/** What is read, in any format. */
final class DocumentFlags {
    @Parameters(
            paramLabel = "DOC",
            arity = "1..*",
            description = {
                "Documents: .txt, .jsonl (a document a line, in the field text), .html, .pdf, .fasta, each also .gz;",
                "of folders all of these within; - is standard input. Other names are read as plain text."
            })
    private List<Path> documents;

    /**
     * Opens them.
     *
     * @param cancellation ends also the waiting for standard input
     * @throws org.spikingbrain4j.documents.DocumentException where something does not exist
     */
    DocumentReader open(Cancellation cancellation) {
        return DocumentReader.open(documents, new StoppableInput(System.in, cancellation::cancelled));
    }
}
