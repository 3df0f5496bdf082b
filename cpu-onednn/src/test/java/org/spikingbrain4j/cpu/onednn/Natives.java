package org.spikingbrain4j.cpu.onednn;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.spikingbrain4j.cpu.IntegerGemm;
import org.spikingbrain4j.cpu.IntegerGemmUnavailableException;

/** The natives of the machine that runs the tests. */
final class Natives {
    static final String OS = System.getProperty("os.name");
    static final String ARCH = System.getProperty("os.arch");

    private Natives() {}

    static IntegerGemm open() {
        return require(() -> provider(
                        Natives.class.getClassLoader(),
                        Path.of("target", "natives").toAbsolutePath())
                .open());
    }

    /** Skips the test where this platform has none or its processor is not exact; everything else must work. */
    static <T> T require(Supplier<T> opener) {
        assumeTrue(NativePlatform.of(OS, ARCH).isPresent(), "oneDNN is not published for %s on %s".formatted(OS, ARCH));
        try {
            return opener.get();
        } catch (IntegerGemmUnavailableException e) {
            if (e.getMessage().contains("is not exact")) {
                abort(e.getMessage());
            }
            throw e;
        }
    }

    static OneDnnGemmProvider provider(ClassLoader loader, Path cache) {
        return new OneDnnGemmProvider(OS, ARCH, loader, cache);
    }
}
