package org.spikingbrain4j.cpu.onednn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where libraries are unpacked to. */
final class LibraryFolders {
    private LibraryFolders() {}

    /** The user's folder for caches. */
    static Path userCache() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        Path home = Path.of(System.getProperty("user.home"));
        if (os.startsWith("windows")) {
            return environment("LOCALAPPDATA").orElse(home.resolve("AppData", "Local"));
        }
        if (os.startsWith("mac")) {
            return home.resolve("Library", "Caches");
        }
        return environment("XDG_CACHE_HOME").orElse(home.resolve(".cache"));
    }

    /** Unset, empty and relative paths do not count, as the XDG specification has it. */
    private static Optional<Path> environment(String name) {
        return Optional.ofNullable(System.getenv(name))
                .filter(value -> !value.isEmpty())
                .map(Path::of)
                .filter(Path::isAbsolute);
    }

    /**
     * The libraries as files in one folder: below the cache, or, where that cannot be written, in a temporary folder that
     * lives as long as the JVM.
     */
    static Path unpack(Path cache, String classifier, List<PackedLibrary> libraries) throws IOException {
        try {
            return unpackInto(versionFolder(cache, classifier, libraries.getLast()), libraries);
        } catch (IOException notInCache) {
            try {
                return unpackInto(temporary(libraries), libraries);
            } catch (IOException e) {
                e.addSuppressed(notInCache);
                throw e;
            }
        }
    }

    /** Named by the content, so that versions do not replace each other. */
    private static Path versionFolder(Path cache, String classifier, PackedLibrary library) throws IOException {
        if (!cache.isAbsolute()) {
            // A user without a home: the JVM calls it "?", which would be a folder of the working directory.
            throw new NotDirectoryException(cache.toString());
        }
        String version = "%s-%08x".formatted(classifier, library.content().crc());
        return Files.createDirectories(cache.resolve("spikingbrain4j", "onednn", version));
    }

    private static Path unpackInto(Path folder, List<PackedLibrary> libraries) throws IOException {
        for (PackedLibrary library : libraries) {
            library.unpackInto(folder);
        }
        return folder;
    }

    /** A new one, open to this user alone: a known place among everybody's files could be prepared by someone else. */
    private static Path temporary(List<PackedLibrary> libraries) throws IOException {
        Path folder = Files.createTempDirectory("spikingbrain4j-onednn");
        folder.toFile().deleteOnExit();
        for (PackedLibrary library : libraries) {
            folder.resolve(library.name()).toFile().deleteOnExit();
        }
        return folder;
    }
}
