package org.spikingbrain4j.cpu.onednn;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.spikingbrain4j.cpu.IntegerGemm;
import org.spikingbrain4j.cpu.IntegerGemmProvider;
import org.spikingbrain4j.cpu.IntegerGemmUnavailableException;

/** oneDNN out of the jar of its natives: unpacked once into the user's cache, loaded when opened. */
public final class OneDnnGemmProvider implements IntegerGemmProvider {
    private static final String NAME = "onednn";
    private static final String WITHOUT_IT = "; the Java kernels run without it: do not ask for --gemm onednn";

    private final String os;
    private final String arch;
    private final ClassLoader natives;
    private final Path cache;

    /** For {@link java.util.ServiceLoader}: this machine, and the user's folder for caches. */
    public OneDnnGemmProvider() {
        this(
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                OneDnnGemmProvider.class.getClassLoader(),
                LibraryFolders.userCache());
    }

    /** @param natives loader of the jar with the libraries */
    OneDnnGemmProvider(String os, String arch, ClassLoader natives, Path cache) {
        this.os = os;
        this.arch = arch;
        this.natives = natives;
        this.cache = cache;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public IntegerGemm open() {
        NativePlatform platform = NativePlatform.of(os, arch)
                .orElseThrow(() -> unavailable("it is not published for %s on %s".formatted(os, arch)));
        Path folder = unpack(platform);
        OneDnnGemm gemm = new OneDnnGemm(load(folder, platform), platform);
        Optional<String> error = firstError(gemm);
        if (error.isPresent()) {
            throw unavailable("%s is not exact on this processor, which may lack VNNI instructions (%s)"
                    .formatted(gemm.description(), error.get()));
        }
        return gemm;
    }

    private static Optional<String> firstError(OneDnnGemm gemm) {
        try {
            return ExactnessCheck.firstError(gemm);
        } catch (IllegalStateException e) {
            throw unavailable(e.getMessage(), e);
        }
    }

    private Path unpack(NativePlatform platform) {
        try {
            List<PackedLibrary> libraries = new ArrayList<>();
            for (String library : platform.libraries()) {
                libraries.add(PackedLibrary.at(library, find(platform.resource(library), platform)));
            }
            return LibraryFolders.unpack(cache, platform.classifier(), libraries);
        } catch (IOException e) {
            throw unavailable(
                    "its libraries cannot be unpacked into %s or a temporary folder (%s); is there space?"
                            .formatted(cache, e),
                    e);
        }
    }

    private URL find(String resource, NativePlatform platform) {
        return Optional.ofNullable(natives.getResource(resource))
                .orElseThrow(() -> unavailable("%s is missing; put the jar org.bytedeco:dnnl:%s on the class path"
                        .formatted(resource, platform.classifier())));
    }

    private static OneDnnLibrary load(Path folder, NativePlatform platform) {
        try {
            return OneDnnLibrary.load(folder, platform);
        } catch (IllegalArgumentException | IllegalCallerException | NoSuchElementException e) {
            throw unavailable(
                    "%s cannot be loaded (%s); needs the C++ run-time library, and a folder from which code may run"
                            .formatted(folder, e.getMessage()),
                    e);
        }
    }

    private static IntegerGemmUnavailableException unavailable(String reason) {
        return new IntegerGemmUnavailableException(NAME + ": " + reason + WITHOUT_IT);
    }

    private static IntegerGemmUnavailableException unavailable(String reason, Throwable cause) {
        return new IntegerGemmUnavailableException(NAME + ": " + reason + WITHOUT_IT, cause);
    }
}
