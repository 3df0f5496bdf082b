package org.spikingbrain4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a reading keeps its state: in one file when it has ended, in another beside it as long as it has not. */
final class ReadingFiles {
    private static final String UNFINISHED = ".partial";

    @Option(
            names = "--state",
            required = true,
            paramLabel = "FILE",
            description = "The state file to write, safetensors; as long as not all is read, FILE" + UNFINISHED + ".")
    private Path state;

    @Option(names = "--append", description = "Read on after what the state in FILE has read.")
    private boolean append;

    @Option(names = "--resume", description = "Go on with an interrupted reading of the same documents.")
    private boolean resume;

    @Option(names = "--force", description = "Replace FILE, and forget an interrupted reading.")
    private boolean force;

    Path state() {
        return state;
    }

    Path unfinished() {
        return unfinished(state);
    }

    /** Where a reading into that state file is kept as long as not all is read. */
    static Path unfinished(Path state) {
        return state.resolveSibling(state.getFileName() + UNFINISHED);
    }

    boolean append() {
        return append;
    }

    boolean resume() {
        return resume;
    }

    /**
     * Before anything is read.
     *
     * @throws InputException where a file would be lost, or one that is needed is missing
     */
    void check() {
        if (resume && force) {
            throw new InputException("--resume and --force: expected one of them, found both");
        }
        OutputFile.requireWritable("--state", state);
        OutputFile.requireWritable("--state", unfinished());
        if (append && !Files.isRegularFile(state)) {
            throw new InputException("%s: no such state to --append to; leave the flag out".formatted(state));
        }
        if (resume && !Files.isRegularFile(unfinished())) {
            throw new InputException(
                    "%s: no interrupted reading to --resume; leave the flag out".formatted(unfinished()));
        }
        if (!resume && !force && Files.exists(unfinished())) {
            throw new InputException(
                    "%s: an interrupted reading is kept there; go on with --resume, or forget it with --force"
                            .formatted(unfinished()));
        }
        if (!append && !force && Files.exists(state)) {
            throw new InputException(
                    "%s: exists already; read on after it with --append, or replace it with --force".formatted(state));
        }
    }

    /** Once the state is in its file. */
    void forgetUnfinished() {
        try {
            Files.deleteIfExists(unfinished());
        } catch (IOException e) {
            throw new InputException(Failure.reason(e), e);
        }
    }
}
