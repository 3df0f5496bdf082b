package org.spikingbrain4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** The check of a file that a command writes at its end: before long work, with one wording for all flags. */
final class OutputFile {
    private OutputFile() {}

    /**
     * @param replace whether {@code --force} is given
     * @throws InputException where the file exists or cannot be written
     */
    static void requireNew(String flag, Path file, boolean replace) {
        requireWritable(flag, file);
        if (!replace && Files.exists(file)) {
            throw new InputException(
                    "%s: %s: exists already; choose another name, or replace it with --force".formatted(flag, file));
        }
    }

    /**
     * Of a file that may be replaced.
     *
     * @throws InputException where it cannot be written
     */
    static void requireWritable(String flag, Path file) {
        if (Files.isDirectory(file)) {
            throw new InputException(
                    "%s: %s: expected a file, found a folder; choose another name".formatted(flag, file));
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new InputException(
                    "%s: %s: expected a file, found a device or the like; choose another name".formatted(flag, file));
        }
        Path folder = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            throw new InputException("%s: %s: there is no folder %s; make it first".formatted(flag, file, folder));
        }
        if (!Files.isWritable(folder) || Files.exists(file) && !Files.isWritable(file)) {
            throw new InputException("%s: %s: cannot be written: permission denied".formatted(flag, file));
        }
    }
}
