package org.spikingbrain4j.torch;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** What Linux and its C library tell of the memory of this process. */
final class ProcessMemory {
    /** {@code struct mallinfo2}: ten numbers of bytes or blocks. */
    private static final StructLayout MALLINFO =
            MemoryLayout.structLayout(MemoryLayout.sequenceLayout(10, ValueLayout.JAVA_LONG));

    private static final int BYTES_IN_MAPPINGS = 4;
    private static final int BYTES_IN_USE = 7;
    private static final int READINGS = 40;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private ProcessMemory() {}

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

    /** The most that is allocated while something runs, by readings one after the other. Java's heap, which grows when it likes, is no part of it. */
    static long mostAllocatedBytes(MethodHandle allocations, Runnable work) throws InterruptedException {
        AtomicBoolean done = new AtomicBoolean();
        AtomicLong most = new AtomicLong();
        Thread reader = Thread.ofPlatform().start(() -> {
            while (!done.get()) {
                most.accumulateAndGet(allocatedNow(allocations), Math::max);
            }
        });
        try {
            work.run();
        } finally {
            done.set(true);
            reader.join();
        }
        return most.get();
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
