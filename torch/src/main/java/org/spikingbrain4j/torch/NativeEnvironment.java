package org.spikingbrain4j.torch;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tells libtorch's libraries, before they are loaded, what they do not find out by themselves: they read the process environment
 * once. What the user has set there stays.
 */
final class NativeEnvironment {
    private static final Path CPU = Path.of("/proc/cpuinfo");
    private static final List<String> AVX512 = List.of("avx512f", "avx512dq", "avx512bw", "avx512vl");

    /**
     * Threads that wait actively take the core that those of the other library need, BLAS or OpenMP: a product on two threads took three
     * times as long. OpenBLAS counts the wait as a power of two of processor cycles: these are 5 µs instead of 20 ms.
     */
    private static final Map<String, String> ALWAYS =
            Map.of("OMP_WAIT_POLICY", "PASSIVE", "OPENBLAS_THREAD_TIMEOUT", "14");

    /** OpenBLAS 0.3.31 takes new AMD processors for Haswells, and computes at half the speed. */
    private static final Map<String, String> WITH_AVX512 = Map.of("OPENBLAS_CORETYPE", "SKYLAKEX");

    private NativeEnvironment() {}

    /** Does nothing where the platform has no {@code setenv}. */
    static void prepare() {
        Optional<MethodHandle> setenv = Linker.nativeLinker()
                .defaultLookup()
                .find("setenv")
                .map(address -> Linker.nativeLinker()
                        .downcallHandle(
                                address,
                                FunctionDescriptor.of(
                                        ValueLayout.JAVA_INT,
                                        ValueLayout.ADDRESS,
                                        ValueLayout.ADDRESS,
                                        ValueLayout.JAVA_INT)));
        setenv.ifPresent(function -> {
            ALWAYS.forEach((name, value) -> set(function, name, value));
            if (hasAvx512()) {
                WITH_AVX512.forEach((name, value) -> set(function, name, value));
            }
        });
    }

    private static void set(MethodHandle setenv, String name, String value) {
        final int keepWhatIsSet = 0;
        try (Arena arena = Arena.ofConfined()) {
            int _ = (int) setenv.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), keepWhatIsSet);
        } catch (Throwable e) {
            throw new IllegalStateException("setenv " + name, e);
        }
    }

    private static boolean hasAvx512() {
        if (!Files.isReadable(CPU)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(CPU)) {
            return lines.filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .map(flags -> List.of(flags.split("\\s+")).containsAll(AVX512))
                    .orElse(false);
        } catch (IOException e) {
            return false;
        }
    }
}
