package org.spikingbrain4j.cpu.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LibraryFoldersTest {
    private static final String NAME = "libsome.so.1";

    @TempDir
    private Path folder;

    private final byte[] content = new byte[300_000];
    private Path cache;
    private PackedLibrary library;

    @BeforeEach
    void pack() throws IOException {
        new Random(5).nextBytes(content);
        Path jar = folder.resolve("some.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("natives/" + NAME));
            out.write(content);
        }
        cache = folder.resolve("cache");
        library = PackedLibrary.at(
                NAME, URI.create("jar:" + jar.toUri() + "!/natives/" + NAME).toURL());
    }

    @Test
    void unpacksOnceAndLeavesNothingElse() throws IOException {
        Path file = unpack();
        assertThat(file).startsWith(cache).hasBinaryContent(content);
        Object first = Files.readAttributes(file, "lastModifiedTime,fileKey").toString();
        assertThat(unpack()).isEqualTo(file);
        assertThat(Files.readAttributes(file, "lastModifiedTime,fileKey").toString())
                .isEqualTo(first);
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void repairsWhatIsCutOffOrChanged() throws IOException {
        Path file = unpack();
        Files.write(file, new byte[content.length / 2]);
        assertThat(unpack()).hasBinaryContent(content);
        byte[] changed = content.clone();
        changed[content.length - 1]++;
        Files.write(file, changed);
        assertThat(unpack()).hasBinaryContent(content);
    }

    @Test
    void severalMayUnpackAtOnce() throws Exception {
        List<Future<Path>> files = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 8; i++) {
                files.add(threads.submit(this::unpack));
            }
        }
        for (Future<Path> file : files) {
            assertThat(file.get()).hasBinaryContent(content);
        }
    }

    @Test
    void takesATemporaryFolderWhereTheCacheCannotBeWritten() throws IOException {
        Files.writeString(cache, "a file where a folder should be");
        unpacksIntoATemporaryFolder();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there no path may hold a question mark")
    void takesATemporaryFolderWhereTheUserHasNoHome() throws IOException {
        cache = Path.of("?", ".cache");
        unpacksIntoATemporaryFolder();
        assertThat(Path.of("?")).doesNotExist();
    }

    private void unpacksIntoATemporaryFolder() throws IOException {
        Path file = unpack();
        assertThat(file).hasBinaryContent(content).startsWith(Path.of(System.getProperty("java.io.tmpdir")));
        assertThat(file.startsWith(folder)).isFalse();
        Files.delete(file);
        Files.delete(file.getParent());
    }

    @Test
    void aFolderServesAsWellAsAJar() throws IOException {
        Path file = Files.write(folder.resolve("plain"), content);
        PackedLibrary plain = PackedLibrary.at(NAME, file.toUri().toURL());
        assertThat(plain.content()).isEqualTo(library.content());
    }

    @Test
    void damagedJarIsAnError() {
        PackedLibrary other = new PackedLibrary(
                NAME,
                library.url(),
                new PackedLibrary.Content(content.length, library.content().crc() + 1));
        assertThatThrownBy(() -> LibraryFolders.unpack(cache, "some-platform", List.of(other)))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("libsome.so.1: expected 300000 bytes with CRC-32", "found 300000 other bytes");
        assertThat(cache.resolve("spikingbrain4j")).isDirectoryNotContaining("glob:**.part");
    }

    private Path unpack() throws IOException {
        return LibraryFolders.unpack(cache, "some-platform", List.of(library)).resolve(NAME);
    }
}
