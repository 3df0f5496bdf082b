package org.spikingbrain4j.cpu.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spikingbrain4j.cpu.IntegerGemmProvider;
import org.spikingbrain4j.cpu.IntegerGemmUnavailableException;

class OneDnnGemmProviderTest {
    @TempDir
    private Path folder;

    @Test
    void isFoundByItsName() {
        assertThat(ServiceLoader.load(IntegerGemmProvider.class))
                .extracting(IntegerGemmProvider::name)
                .containsExactly("onednn");
    }

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, linux-x86_64",
        "Linux, aarch64, linux-arm64",
        "Mac OS X, x86_64, macosx-x86_64",
        "Mac OS X, aarch64, macosx-arm64",
        "Windows 11, amd64, windows-x86_64",
    })
    void namesTheJarOfAPlatform(String os, String arch, String classifier) {
        assertThat(NativePlatform.of(os, arch)).map(NativePlatform::classifier).contains(classifier);
    }

    @ParameterizedTest
    @CsvSource({"Linux, riscv64", "Windows 11, aarch64", "FreeBSD, amd64"})
    void saysThatAPlatformHasNone(String os, String arch) {
        unavailable(
                new OneDnnGemmProvider(os, arch, getClass().getClassLoader(), folder),
                "it is not published for %s on %s".formatted(os, arch));
    }

    @Test
    void saysThatTheJarIsMissing() throws IOException {
        NativePlatform platform = platform();
        try (URLClassLoader empty = new URLClassLoader(new URL[0], null)) {
            unavailable(
                    Natives.provider(empty, folder),
                    platform.resource(platform.libraries().getFirst()) + " is missing",
                    "org.bytedeco:dnnl:" + platform.classifier());
        }
    }

    @Test
    void saysThatTheLibrariesCannotBeLoaded() throws IOException {
        NativePlatform platform = platform();
        for (String library : platform.libraries()) {
            Path file = folder.resolve(platform.resource(library));
            Files.createDirectories(file.getParent());
            Files.writeString(file, "no library");
        }
        URL[] places = {folder.toUri().toURL()};
        try (URLClassLoader broken = new URLClassLoader(places, null)) {
            unavailable(Natives.provider(broken, folder.resolve("cache")), "cannot be loaded", "C++ run-time library");
        }
    }

    private static NativePlatform platform() {
        var platform = NativePlatform.of(Natives.OS, Natives.ARCH);
        assumeTrue(platform.isPresent(), "no natives for this platform");
        return platform.orElseThrow();
    }

    private static void unavailable(OneDnnGemmProvider provider, String... reasons) {
        assertThatThrownBy(provider::open)
                .isInstanceOf(IntegerGemmUnavailableException.class)
                .hasMessageStartingWith("onednn: ")
                .hasMessageContainingAll(reasons)
                .hasMessageContaining("the Java kernels run without it")
                .hasMessageNotContaining("\n");
    }
}
