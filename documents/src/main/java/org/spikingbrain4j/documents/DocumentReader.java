package org.spikingbrain4j.documents;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.spikingbrain4j.operators.InsufficientMemoryException;

/** Reads files of all formats, one after the other; each is opened when its turn comes. */
public final class DocumentReader implements TextReader {
    /** As a file: standard input. */
    public static final Path STANDARD_INPUT = Path.of("-");

    private static final Set<Format> FORMATS = EnumSet.allOf(Format.class);

    private final List<Path> files;
    private final Optional<InputStream> standardInput;
    private final long bytes;
    private final boolean bytesAreKnown;
    private int opened;
    private long bytesBefore;
    private Optional<FileTexts> current = Optional.empty();
    private boolean closed;

    private DocumentReader(List<Path> files, Optional<InputStream> standardInput) {
        this.files = files;
        this.standardInput = standardInput;
        this.bytesAreKnown = files.stream().allMatch(Files::isRegularFile);
        this.bytes =
                bytesAreKnown ? files.stream().mapToLong(DocumentReader::size).sum() : 0;
    }

    /**
     * Reads files; of folders all within that have a known ending, sorted. Pipes and devices are read as files are.
     *
     * @throws DocumentException where something does not exist, or a folder holds nothing to read
     */
    public static DocumentReader open(List<Path> filesOrFolders) {
        return new DocumentReader(DocumentFiles.find(filesOrFolders, FORMATS), Optional.empty());
    }

    /**
     * As {@link #open(List)}, and {@code -} is standard input, which is plain text.
     *
     * @param standardInput is not closed
     * @throws DocumentException where something does not exist or a folder holds nothing to read, or standard input is named twice
     */
    public static DocumentReader open(List<Path> filesOrFolders, InputStream standardInput) {
        if (filesOrFolders.stream().filter(STANDARD_INPUT::equals).count() > 1) {
            throw new DocumentException("-: is named twice, but standard input can be read once; name it once");
        }
        List<Path> files = filesOrFolders.stream()
                .flatMap(given -> given.equals(STANDARD_INPUT)
                        ? Stream.of(given)
                        : DocumentFiles.find(List.of(given), FORMATS).stream())
                .toList();
        return new DocumentReader(files, Optional.of(standardInput));
    }

    @Override
    public boolean next() {
        if (closed) {
            throw new IllegalStateException("the reader is closed");
        }
        while (true) {
            if (current.isPresent() && reading(current.get()::next)) {
                return true;
            }
            closeFile();
            if (opened == files.size()) {
                return false;
            }
            opened++;
            current = Optional.of(reading(this::openFile));
        }
    }

    @Override
    public String name() {
        return text().name();
    }

    @Override
    public String piece() {
        return reading(text()::piece);
    }

    @Override
    public OptionalDouble share() {
        if (!bytesAreKnown) {
            return OptionalDouble.empty();
        }
        long read = bytesBefore + current.map(FileTexts::bytesRead).orElse(0L);
        return OptionalDouble.of(Math.min(1, read / (double) Math.max(1, bytes)));
    }

    /** Closes the file that is open; standard input stays open. Again does nothing. */
    @Override
    public void close() {
        closed = true;
        closeFile();
    }

    private FileTexts text() {
        return current.orElseThrow(() -> new IllegalStateException("no text: next() was not called, or said so"));
    }

    private FileTexts openFile() throws IOException {
        Path file = file();
        if (standardInput.isPresent() && file.equals(STANDARD_INPUT)) {
            return new PlainText(Source.of(new OpenInput(standardInput.get()), Path.of("standard input")));
        }
        return FileTexts.open(file);
    }

    private Path file() {
        return files.get(opened - 1);
    }

    private void closeFile() {
        if (current.isPresent()) {
            FileTexts finished = current.get();
            current = Optional.empty();
            bytesBefore += finished.bytesRead();
            reading(() -> {
                finished.close();
                return finished;
            });
        }
    }

    private <T> T reading(Step<T> step) {
        try {
            return step.run();
        } catch (IOException e) {
            throw FileFailure.reading(file(), e);
        } catch (OutOfMemoryError e) {
            throw new InsufficientMemoryException(
                    "%s: reading it takes more than the Java heap of %d MiB; raise -Xmx or split the file"
                            .formatted(file(), Runtime.getRuntime().maxMemory() >> 20),
                    e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }

    /** A part of the work that may fail. */
    @FunctionalInterface
    private interface Step<T> {
        T run() throws IOException;
    }
}
