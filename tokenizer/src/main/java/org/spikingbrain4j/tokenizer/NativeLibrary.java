package org.spikingbrain4j.tokenizer;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/**
 * Brings the native Hugging Face tokenizers from their jar into the JVM.
 *
 * <p>The jar has its own loader, which we do not use: it looks for CUDA, then downloads another library where it finds
 * it, and contacts a telemetry service. Here the library is copied once to {@code ~/.cache/spikingbrain4j}, or to a
 * fresh temporary directory where the home cannot be written.
 */
final class NativeLibrary {
    private static final Optional<TokenizerException> FAILURE = load();

    private NativeLibrary() {}

    /**
     * Makes the native methods of {@link TokenizersLibrary} callable.
     *
     * @throws TokenizerException if the platform has no library in the jar, or it can be stored or loaded nowhere
     */
    static void require() {
        if (FAILURE.isPresent()) {
            throw new TokenizerException(FAILURE.get().getMessage(), FAILURE.get());
        }
    }

    private static Optional<TokenizerException> load() {
        String platform = platform();
        try {
            List<URL> libraries = libraries(platform);
            List<String> failures = new ArrayList<>();
            if (loadFromHome(libraries, platform, failures) || loadFromTemporary(libraries, failures)) {
                return Optional.empty();
            }
            return Optional.of(new TokenizerException("tokenizers: the native library for " + platform
                    + " cannot be stored and loaded: " + String.join("; ", failures)
                    + ". Make the home or the temporary directory writable and executable."));
        } catch (TokenizerException e) {
            return Optional.of(e);
        }
    }

    private static boolean loadFromHome(List<URL> libraries, String platform, List<String> failures) {
        // Where the home is only the JVM knows, as it alone knows the processor it runs on: facts, not settings.
        Path home = Path.of(System.getProperty("user.home"));
        Path directory = home.resolve(".cache", "spikingbrain4j", "tokenizers-" + version() + "-" + platform);
        if (!Files.isDirectory(home)) {
            failures.add(home + " is no directory");
            return false;
        }
        try {
            Files.createDirectories(directory);
            List<Path> files = new ArrayList<>();
            for (URL library : libraries) {
                files.add(cached(library, directory));
            }
            files.forEach(file -> System.load(file.toString()));
            return true;
        } catch (IOException | UnsatisfiedLinkError e) {
            failures.add(directory + ": " + describe(e));
            return false;
        }
    }

    private static boolean loadFromTemporary(List<URL> libraries, List<String> failures) {
        List<Path> files = new ArrayList<>();
        try {
            Path directory = Files.createTempDirectory("spikingbrain4j-tokenizers");
            files.add(directory);
            for (URL library : libraries) {
                Path file = directory.resolve(fileName(library));
                files.addFirst(file);
                copy(library, file);
                System.load(file.toString());
            }
            return true;
        } catch (IOException | UnsatisfiedLinkError e) {
            failures.add("temporary directory: " + describe(e));
            return false;
        } finally {
            // A loaded library stays mapped without its file; Windows alone refuses to delete it.
            files.forEach(NativeLibrary::deleteQuietly);
        }
    }

    private static Path cached(URL library, Path directory) throws IOException {
        Path file = directory.resolve(fileName(library));
        URLConnection connection = library.openConnection();
        if (Files.isRegularFile(file) && Files.size(file) == connection.getContentLengthLong()) {
            return file;
        }
        // Several processes may start at once: each writes its own file and moves it into place whole.
        Path partial = Files.createTempFile(directory, "partial", ".tmp");
        try {
            copy(library, partial);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            deleteQuietly(partial);
        }
        return file;
    }

    private static void copy(URL source, Path target) throws IOException {
        try (InputStream in = source.openStream()) {
            Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The library and, before it, those it needs and the jar holds (the GCC runtime on Windows). */
    private static List<URL> libraries(String platform) {
        String library = System.mapLibraryName("tokenizers");
        List<URL> found = new ArrayList<>();
        for (String name : List.of("libwinpthread-1.dll", "libgcc_s_seh-1.dll", "libstdc++-6.dll", library)) {
            Optional.ofNullable(resource(platform + "/cpu/" + name)).ifPresent(found::add);
        }
        if (found.isEmpty() || !fileName(found.getLast()).equals(library)) {
            throw new TokenizerException("tokenizers: the jar holds no native library for " + platform
                    + "; expected linux-x86_64, linux-aarch64, osx-aarch64 or win-x86_64.");
        }
        return found;
    }

    private static String platform() {
        String library = System.mapLibraryName("tokenizers");
        String system = library.endsWith(".dll") ? "win" : library.endsWith(".dylib") ? "osx" : "linux";
        String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return system + "-" + (processor.equals("amd64") ? "x86_64" : processor);
    }

    private static String version() {
        Properties properties = new Properties();
        URL resource = resource("tokenizers.properties");
        if (resource != null) {
            try (InputStream in = resource.openStream()) {
                properties.load(in);
            } catch (IOException e) {
                throw new TokenizerException("tokenizers: the jar of the native library is damaged: " + describe(e), e);
            }
        }
        return properties.getProperty("version", "unknown");
    }

    private static URL resource(String name) {
        return TokenizersLibrary.class.getResource("/native/lib/" + name);
    }

    private static String fileName(URL resource) {
        String path = resource.getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String describe(Throwable failure) {
        return failure.getClass().getSimpleName() + " " + TokenizerException.firstLine(failure);
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The system empties its temporary directory itself.
        }
    }
}
