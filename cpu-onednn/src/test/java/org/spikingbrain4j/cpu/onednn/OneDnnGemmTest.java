package org.spikingbrain4j.cpu.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikingbrain4j.cpu.IntegerGemm;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OneDnnGemmTest {
    private static final int[] SIZES = {1, 4, 13, 207};
    private static final int LONGEST_SUM = 131_071;

    private IntegerGemm gemm;

    @BeforeAll
    void open() {
        gemm = Natives.open();
    }

    @Test
    void saysWhatItIs() {
        assertThat(gemm.description()).matches("oneDNN \\d+\\.\\d+\\.\\d+ \\([a-z]+-[a-z0-9_]+\\)");
    }

    /** All bytes, and rows that do not touch each other; what lies between them stays. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everySizeAgreesWithThePlainLoop(long seed) {
        Random random = new Random(seed);
        for (int m : SIZES) {
            for (int n : SIZES) {
                for (int k : new int[] {1 + random.nextInt(40), 1 + random.nextInt(400), 128}) {
                    agrees(new Matrices(m, n, k, random.nextInt(3) * random.nextInt(50), random), seed);
                }
            }
        }
    }

    @Test
    void threadsDoNotDisturbEachOther() throws Exception {
        List<Future<?>> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            for (long seed = 0; seed < 200; seed++) {
                long id = seed;
                results.add(threads.submit(() -> {
                    Random random = new Random(id);
                    agrees(
                            new Matrices(
                                    1 + random.nextInt(60),
                                    1 + random.nextInt(60),
                                    1 + random.nextInt(200),
                                    random.nextInt(9),
                                    random),
                            id);
                }));
            }
        }
        for (Future<?> result : results) {
            result.get();
        }
    }

    /** A thread of OpenMP would inherit the name of the thread that started it. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void runsOnTheCallingThreadOnly() throws Exception {
        String name = "gemm-caller";
        ThreadFactory named = Thread.ofPlatform().name(name).factory();
        try (ExecutorService caller = Executors.newSingleThreadExecutor(named)) {
            long seed = 11;
            caller.submit(() -> agrees(new Matrices(207, 207, 400, 0, new Random(seed)), seed))
                    .get();
            assertThat(threadsNamed(name)).isEqualTo(1);
        }
    }

    private static long threadsNamed(String name) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            return threads.filter(thread -> nameOf(thread).equals(name)).count();
        }
    }

    /** Empty where the thread has ended meanwhile. */
    private static String nameOf(Path thread) {
        try {
            return Files.readString(thread.resolve("comm")).strip();
        } catch (IOException e) {
            return "";
        }
    }

    @ParameterizedTest
    @CsvSource({"127, 127", "127, -127", "127, -128", "-127, -128", "-128, -128", "-128, 127"})
    void longestSumOfExtremesIsExact(byte x, byte y) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment a = arena.allocate(LONGEST_SUM).fill(x);
            MemorySegment b = arena.allocate(3L * LONGEST_SUM).fill(y);
            MemorySegment c = arena.allocate(ValueLayout.JAVA_INT, 3);
            gemm.multiply(1, 3, LONGEST_SUM, a, LONGEST_SUM, b, 3, c, 3);
            assertThat(c.toArray(ValueLayout.JAVA_INT)).containsOnly(LONGEST_SUM * x * y);
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment small = arena.allocate(6, 4);
            MemorySegment c = arena.allocate(16, 4);
            refuses(() -> gemm.multiply(2, 2, 4, c, 4, c, 1, c, 2), "b: need", "[4, 2] of stride 1");
            refuses(() -> gemm.multiply(2, 2, 3, small, 4, small, 2, c, 2), "a: [2, 3] of stride 4 needs 7 elements");
            refuses(() -> gemm.multiply(2, 2, 3, small, 3, small, 3, c, 2), "b: [3, 2] of stride 3 needs 8 elements");
            refuses(() -> gemm.multiply(2, 2, 3, small, 3, small, 2, c, 3), "c: [2, 2] of stride 3 needs 5 elements");
            refuses(() -> gemm.multiply(0, 2, 3, small, 3, small, 2, c, 2), "a: need at least one row");
            refuses(() -> gemm.multiply(2, 2, 3, small, 3, small, 2, c.asReadOnly(), 2), "c: need writable memory");
            refuses(() -> gemm.multiply(1, 1, 3, small, 3, small, 2, c.asSlice(2), 1), "c: need", "aligned to 4 bytes");
            refuses(() -> gemm.multiply(1, 1, LONGEST_SUM + 1, small, 1, small, 1, c, 1), "k: need at most 131071");
            refuses(
                    () -> gemm.multiply(2, 2, 3, MemorySegment.ofArray(new byte[6]), 3, small, 2, c, 2),
                    "a: [2, 3] of stride 3 needs 6 elements outside of the heap");
        }
    }

    @Test
    void refusesMemoryThatIsFreed() {
        MemorySegment freed;
        try (Arena arena = Arena.ofConfined()) {
            freed = arena.allocate(16, 4);
        }
        assertThatThrownBy(() -> gemm.multiply(1, 1, 1, freed, 1, freed, 1, freed, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    private void agrees(Matrices matrices, long seed) {
        assertThat(matrices.product(gemm)).as("%s seed %d", matrices, seed).isEqualTo(matrices.expected());
    }

    private static void refuses(Runnable call, String... reasons) {
        assertThatThrownBy(call::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(reasons);
    }
}
