package org.spikingbrain4j.cpu.onednn;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
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
 * @param size in bytes
 * @param crc CRC-32 of the content: what a jar tells without being unpacked
 */
record PackedLibrary(String name, URL url, long size, long crc) {
    static PackedLibrary at(String name, URL url) throws IOException {
        if (open(url) instanceof JarURLConnection connection) {
            try (JarFile jar = connection.getJarFile()) {
                JarEntry entry = connection.getJarEntry();
                return new PackedLibrary(name, url, entry.getSize(), entry.getCrc());
            }
        }
        // A folder or a run-time image: there only the content tells.
        try (InputStream in = open(url).getInputStream()) {
            CRC32 crc = new CRC32();
            long size = 0;
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                crc.update(buffer, 0, read);
                size += read;
            }
            return new PackedLibrary(name, url, size, crc.getValue());
        }
    }

    /** The file in this folder, written where it is missing or differs. Several processes may do so at once. */
    Path unpackInto(Path folder) throws IOException {
        Path file = folder.resolve(name);
        if (!matches(file)) {
            Path written = Files.createTempFile(folder, name, ".part");
            try {
                write(written);
                Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(written);
            }
        }
        return file;
    }

    private void write(Path file) throws IOException {
        try (InputStream in = open(url).getInputStream()) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        if (!matches(file)) {
            throw new IOException(
                    "%s: %d bytes of CRC %08x expected, found %d other ones; is its jar or the disk damaged?"
                            .formatted(name, size, crc, Files.size(file)));
        }
    }

    private boolean matches(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file);
                Arena arena = Arena.ofConfined()) {
            if (channel.size() != size) {
                return false;
            }
            CRC32 found = new CRC32();
            found.update(
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena).asByteBuffer());
            return found.getValue() == crc;
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
}
