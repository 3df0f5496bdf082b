package org.spikingbrain4j.cpu.onednn;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A platform for which oneDNN is published.
 *
 * @param classifier of the jar, and the folder of the libraries in it
 * @param libraries files to load, in this order; oneDNN is the last
 * @param openMp a library of the system that holds OpenMP, where oneDNN does not bring it along
 */
record NativePlatform(String classifier, List<String> libraries, Optional<String> openMp) {
    /** @param os, arch as the JVM names them, {@code os.name} and {@code os.arch} */
    static Optional<NativePlatform> of(String os, String arch) {
        boolean arm = arch.equals("aarch64");
        if (!arm && !arch.equals("amd64") && !arch.equals("x86_64")) {
            return Optional.empty();
        }
        String system = os.toLowerCase(Locale.ROOT);
        if (system.equals("linux")) {
            return Optional.of(bundled(arm ? "linux-arm64" : "linux-x86_64", "libgomp.so.1", "libdnnl.so.3"));
        }
        if (system.startsWith("mac")) {
            return Optional.of(
                    arm
                            ? bundled("macosx-arm64", "libomp.dylib", "libdnnl.3.dylib")
                            : bundled("macosx-x86_64", "libiomp5.dylib", "libdnnl.3.dylib"));
        }
        if (system.startsWith("windows") && !arm) {
            return Optional.of(new NativePlatform("windows-x86_64", List.of("dnnl.dll"), Optional.of("vcomp140.dll")));
        }
        return Optional.empty();
    }

    private static NativePlatform bundled(String classifier, String openMp, String oneDnn) {
        return new NativePlatform(classifier, List.of(openMp, oneDnn), Optional.empty());
    }

    /** Name of a library's resource in the jar. */
    String resource(String library) {
        return "org/bytedeco/dnnl/" + classifier + "/" + library;
    }
}
