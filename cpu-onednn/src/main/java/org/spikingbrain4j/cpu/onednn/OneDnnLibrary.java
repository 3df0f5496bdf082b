package org.spikingbrain4j.cpu.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;

/**
 * The functions of oneDNN and of its OpenMP that we call.
 *
 * @param gemm {@code dnnl_gemm_s8s8s32}: row-major C = alpha · (A - ao) · (B - bo) + beta · C + co
 * @param maxThreads {@code omp_get_max_threads} of the calling thread
 * @param setThreads {@code omp_set_num_threads} of the calling thread
 * @param version {@code dnnl_version}
 */
// Native calls are what this class is for.
@SuppressWarnings("restricted")
record OneDnnLibrary(MethodHandle gemm, MethodHandle maxThreads, MethodHandle setThreads, MethodHandle version) {
    private static final FunctionDescriptor GEMM = FunctionDescriptor.of(
            JAVA_INT,
            // transa, transb, offsetc
            JAVA_BYTE,
            JAVA_BYTE,
            JAVA_BYTE,
            // M, N, K, alpha
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_FLOAT,
            // A, lda, ao
            ADDRESS,
            JAVA_LONG,
            JAVA_BYTE,
            // B, ldb, bo
            ADDRESS,
            JAVA_LONG,
            JAVA_BYTE,
            // beta, C, ldc, co
            JAVA_FLOAT,
            ADDRESS,
            JAVA_LONG,
            ADDRESS);

    /** For a few nanoseconds, so the garbage collector may wait for them. */
    private static final Linker.Option SHORT = Linker.Option.critical(false);

    /**
     * Loads the libraries of a platform; they stay until the JVM ends, because threads keep state in them.
     *
     * @throws IllegalArgumentException where the system cannot load one
     * @throws java.util.NoSuchElementException where a function is missing
     */
    static OneDnnLibrary load(Path folder, NativePlatform platform) {
        List<SymbolLookup> loaded = platform.libraries().stream()
                .map(library -> SymbolLookup.libraryLookup(folder.resolve(library), Arena.global()))
                .toList();
        SymbolLookup oneDnn = loaded.getLast();
        // Asked through oneDNN, which finds the OpenMP it is bound to: the process may hold another one.
        SymbolLookup openMp = platform.openMp()
                .map(library -> SymbolLookup.libraryLookup(library, Arena.global()))
                .orElse(oneDnn);
        Linker linker = Linker.nativeLinker();
        return new OneDnnLibrary(
                linker.downcallHandle(oneDnn.findOrThrow("dnnl_gemm_s8s8s32"), GEMM),
                linker.downcallHandle(
                        openMp.findOrThrow("omp_get_max_threads"), FunctionDescriptor.of(JAVA_INT), SHORT),
                linker.downcallHandle(
                        openMp.findOrThrow("omp_set_num_threads"), FunctionDescriptor.ofVoid(JAVA_INT), SHORT),
                linker.downcallHandle(oneDnn.findOrThrow("dnnl_version"), FunctionDescriptor.of(ADDRESS)));
    }

    /** For example {@code 3.11.0}. */
    String versionText() {
        MemorySegment numbers = address().reinterpret(3 * JAVA_INT.byteSize());
        return "%d.%d.%d"
                .formatted(
                        numbers.getAtIndex(JAVA_INT, 0),
                        numbers.getAtIndex(JAVA_INT, 1),
                        numbers.getAtIndex(JAVA_INT, 2));
    }

    private MemorySegment address() {
        try {
            return (MemorySegment) version.invokeExact();
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** A native function throws nothing; what comes up is an error of the call itself. */
    static RuntimeException unexpected(Throwable e) {
        return switch (e) {
            case Error error -> throw error;
            case RuntimeException exception -> exception;
            default -> new IllegalStateException("a call of oneDNN failed", e);
        };
    }
}
