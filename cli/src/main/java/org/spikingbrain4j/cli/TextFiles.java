package org.spikingbrain4j.cli;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.spikingbrain4j.inference.StrictUtf8;

/** Finds and reads texts, compressed or not. */
final class TextFiles {
    private static final String COMPRESSED = ".gz";

    private TextFiles() {}

    /**
     * The files given, and of the folders given all texts within, in the order of their names.
     *
     * @throws InputException where something does not exist or a folder holds no text
     */
    static List<Path> find(List<Path> filesOrFolders) {
        List<Path> found = new ArrayList<>();
        for (Path given : filesOrFolders) {
            if (Files.isDirectory(given)) {
                found.addAll(within(given));
            } else if (Files.exists(given)) {
                found.add(given);
            } else {
                throw new InputException(given + ": no such file or directory");
            }
        }
        return found;
    }

    /**
     * @throws org.spikingbrain4j.operators.SpikingBrainException where it cannot be read or is no UTF-8
     */
    static String read(Path file) {
        if (!file.toString().endsWith(COMPRESSED)) {
            return StrictUtf8.read(file);
        }
        try (InputStream in = new GZIPInputStream(new FileInputStream(file.toFile()))) {
            return StrictUtf8.decode(in.readAllBytes(), file.toString());
        } catch (IOException e) {
            throw new InputException("%s: cannot be unpacked: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static List<Path> within(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> texts = all.filter(file -> file.toString().matches(".*\\.txt(\\.gz)?"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
            if (texts.isEmpty()) {
                throw new InputException(folder + ": holds no .txt or .txt.gz file");
            }
            return texts;
        } catch (IOException e) {
            throw new InputException(Failure.reason(e), e);
        }
    }
}
