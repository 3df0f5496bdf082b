package org.spikingbrain4j.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Numbers that the official Python code produced on tiny random checkpoints, as directories of files. */
public enum Fixtures {
    /** F32 weights in one file, with goldens. */
    GLA_SWA_F32("tiny-gla-swa-f32"),
    /** The same weights in two shards with an index; the goldens of {@link #GLA_SWA_F32} apply. */
    GLA_SWA_F32_SHARDED("tiny-gla-swa-f32-sharded"),
    /** BF16 weights, with goldens computed in float32. */
    GLA_SWA_BF16("tiny-gla-swa-bf16"),
    /** The same weights as PyTorch shards; the goldens of {@link #GLA_SWA_BF16} apply. */
    GLA_SWA_BF16_TORCH("tiny-gla-swa-bf16-torch"),
    /** BF16 weights with scales to round them by, with goldens of the spiking model. */
    W8ASPIKE("tiny-w8aspike"),
    /** Inputs and float64 results of gated linear attention. */
    GLA_KERNEL("gla-kernel");

    private final String directoryName;

    Fixtures(String directoryName) {
        this.directoryName = directoryName;
    }

    /** The fixture's files: in the build's output where that is on the class path, else unpacked from the jar. */
    public Path directory() {
        URL resource = Fixtures.class.getResource("/fixtures/" + directoryName);
        if (resource == null) {
            throw new IllegalStateException("no fixtures/%s on the class path".formatted(directoryName));
        }
        try {
            URI uri = resource.toURI();
            return uri.getScheme().equals("jar") ? unpack(uri) : Path.of(uri);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("fixtures at " + resource, e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack fixtures/" + directoryName, e);
        }
    }

    /** A copy of the files in a new directory under {@code parent}, for tests that change them. */
    public Path copyTo(Path parent) {
        try {
            return copy(directory(), Files.createDirectories(parent.resolve(directoryName)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy fixtures/%s to %s".formatted(directoryName, parent), e);
        }
    }

    private Path unpack(URI uri) throws IOException {
        URI jar = URI.create(uri.toString().substring(0, uri.toString().indexOf('!')));
        Path target = Files.createTempDirectory(directoryName);
        target.toFile().deleteOnExit();
        try (FileSystem files = FileSystems.newFileSystem(Path.of(URI.create(jar.getSchemeSpecificPart())), Map.of())) {
            copy(files.getPath("/fixtures", directoryName), target);
        }
        try (Stream<Path> copies = Files.list(target)) {
            copies.forEach(copy -> copy.toFile().deleteOnExit());
        }
        return target;
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            List<Path> all = files.toList();
            for (Path file : all) {
                Files.copy(file, to.resolve(file.getFileName().toString()));
            }
        }
        return to;
    }
}
