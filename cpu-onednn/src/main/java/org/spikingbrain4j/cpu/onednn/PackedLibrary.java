package org.spikingbrain4j.cpu.onednn;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.CRC32;

/**
 * A library inside a jar, which has to be a file before it can be loaded.
 *
 * @param name of the file
 * @param content what the file has to hold
 */
record PackedLibrary(String name, URL url, Content content) {
    private static final int BUFFER = 1 << 17;

    static PackedLibrary at(String name, URL url) throws IOException {
        if (open(url) instanceof JarURLConnection connection) {
            // A jar tells without being unpacked.
            try (JarFile jar = connection.getJarFile()) {
                JarEntry entry = jar.getJarEntry(connection.getEntryName());
                return new PackedLibrary(name, url, new Content(entry.getSize(), entry.getCrc()));
            }
        }
        try (InputStream in = open(url).getInputStream()) {
            return new PackedLibrary(name, url, Content.of(in));
        }
    }

    /** Writes the file into this folder where it is missing or differs. Several processes may do so at once. */
    void unpackInto(Path folder) throws IOException {
        Path file = folder.resolve(name);
        if (isWhole(file)) {
            return;
        }
        Path part = Files.createTempFile(folder, name, ".part");
        try {
            write(part);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private void write(Path file) throws IOException {
        try (InputStream in = open(url).getInputStream()) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        if (!isWhole(file)) {
            throw new IOException("%s: expected %s, found %d other bytes; is the jar or the disk damaged?"
                    .formatted(name, content, Files.size(file)));
        }
    }

    private boolean isWhole(Path file) throws IOException {
        // Reading is three times as fast as mapping, which pays for every page.
        try (InputStream in = Files.newInputStream(file)) {
            return Content.of(in).equals(content);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static URLConnection open(URL url) throws IOException {
        URLConnection connection = url.openConnection();
        // Else the JVM keeps the jar open.
        connection.setUseCaches(false);
        return connection;
    }

    /**
     * What a jar knows of an entry.
     *
     * @param size in bytes
     * @param crc CRC-32
     */
    record Content(long size, long crc) {
        static Content of(InputStream in) throws IOException {
            CRC32 crc = new CRC32();
            long size = 0;
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                crc.update(buffer, 0, read);
                size += read;
            }
            return new Content(size, crc.getValue());
        }

        @Override
        public String toString() {
            return "%d bytes with CRC-32 %08x".formatted(size, crc);
        }
    }
}
