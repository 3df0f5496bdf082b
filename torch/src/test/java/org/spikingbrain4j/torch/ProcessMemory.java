package org.spikingbrain4j.torch;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What Linux and its C library tell of the memory of this process. */
final class ProcessMemory {
    private static final Path PEAK_RESET = Path.of("/proc/self/clear_refs");

    /** {@code struct mallinfo2}: ten numbers of bytes or blocks. */
    private static final StructLayout MALLINFO =
            MemoryLayout.structLayout(MemoryLayout.sequenceLayout(10, ValueLayout.JAVA_LONG));

    private static final int BYTES_IN_MAPPINGS = 4;
    private static final int BYTES_IN_USE = 7;
    private static final int READINGS = 40;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private ProcessMemory() {}

    /** Has the kernel measure the peak anew, from what the process holds now. Some containers forbid it. */
    static void resetPeak() throws IOException {
        Files.writeString(PEAK_RESET, "5");
    }

    /** The most that was resident since the peak was reset. */
    static long peakBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElseThrow();
    }

    /** glibc's count of what is allocated and not freed, without the Java heap. Other C libraries have none. */
    static Optional<MethodHandle> allocations() {
        Linker linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find("mallinfo2")
                .map(address -> linker.downcallHandle(address, FunctionDescriptor.of(MALLINFO)));
    }

    /** The least of many readings: what Java's compilers hold while they work, megabytes, is soon free again. */
    static long allocatedBytes(MethodHandle allocations) throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int reading = 0; reading < READINGS; reading++) {
            least = Math.min(least, allocatedNow(allocations));
            Thread.sleep(PAUSE);
        }
        return least;
    }

    private static long allocatedNow(MethodHandle allocations) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = (MemorySegment) allocations.invokeExact((SegmentAllocator) arena);
            return info.getAtIndex(ValueLayout.JAVA_LONG, BYTES_IN_MAPPINGS)
                    + info.getAtIndex(ValueLayout.JAVA_LONG, BYTES_IN_USE);
        } catch (Throwable e) {
            throw new AssertionError("mallinfo2 could not be called", e);
        }
    }
}
