package org.spikingbrain4j.checkpoint;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.spikingbrain4j.operators.SpikingBrainException;

/**
 * Tells Linux which pages of a mapped file are needed soon and which may go ({@code madvise}). Contents never change: what went is read from
 * the file again. Only pages that lie in the segment as a whole are meant. Safe for use by several threads.
 */
@SuppressWarnings("restricted")
public final class MappedPages implements PageAdvice {
    // Of include/uapi/asm-generic/mman-common.h, the same on all architectures that Java runs on.
    private static final int WILL_NEED = 3;
    private static final int DO_NOT_NEED = 4;
    private static final int PAGE_OUT = 21;
    private static final int POPULATE_READ = 22;

    /** Few enough that whoever maps or unmaps something meanwhile does not wait long. */
    private static final long READ_AT_ONCE = 4 << 20;

    /** Of a longer stretch older systems read only the beginning: no more than they read ahead of a file. */
    private static final long READ_AHEAD = 128 << 10;

    private final MethodHandle advise;
    private final long pageBytes;

    private MappedPages(MethodHandle advise, long pageBytes) {
        this.advise = advise;
        this.pageBytes = pageBytes;
    }

    /** Empty where the system is not Linux. */
    public static Optional<MappedPages> ofSystem() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.empty();
        }
        Linker linker = Linker.nativeLinker();
        SymbolLookup library = linker.defaultLookup();
        MethodHandle advise = linker.downcallHandle(
                library.findOrThrow("madvise"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
        MethodHandle pageSize =
                linker.downcallHandle(library.findOrThrow("getpagesize"), FunctionDescriptor.of(ValueLayout.JAVA_INT));
        try {
            return Optional.of(new MappedPages(advise, (int) pageSize.invokeExact()));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Reads pages from the file and maps them; before Linux 5.14 it only begins to read. */
    @Override
    public void read(MemorySegment mapped) {
        for (MemorySegment piece : pieces(wholePages(mapped), READ_AT_ONCE)) {
            if (advise(piece, POPULATE_READ) != 0) {
                pieces(piece, READ_AHEAD).forEach(part -> require(part, advise(part, WILL_NEED)));
            }
        }
    }

    private static List<MemorySegment> pieces(MemorySegment mapped, long bytes) {
        return LongStream.iterate(0, from -> from < mapped.byteSize(), from -> from + bytes)
                .mapToObj(from -> mapped.asSlice(from, Math.min(bytes, mapped.byteSize() - from)))
                .toList();
    }

    /**
     * Takes pages out of the process, and out of memory where no other process has them and the system allows it (Linux 5.4, for files that the
     * user may write).
     */
    @Override
    public void letGo(MemorySegment mapped) {
        MemorySegment pages = wholePages(mapped);
        int _ = advise(pages, PAGE_OUT); // refused by older systems, which then keep them as a cache of the file
        require(pages, advise(pages, DO_NOT_NEED));
    }

    private MemorySegment wholePages(MemorySegment mapped) {
        if (!mapped.isMapped()) { // other memory would lose its contents
            throw new IllegalArgumentException("expected a part of a mapped file, found " + mapped);
        }
        long start = Math.min(mapped.byteSize(), -mapped.address() & (pageBytes - 1));
        return mapped.asSlice(start, (mapped.byteSize() - start) & -pageBytes);
    }

    private int advise(MemorySegment pages, int advice) {
        if (pages.byteSize() == 0) {
            return 0;
        }
        try {
            return (int) advise.invokeExact(pages, pages.byteSize(), advice);
        } catch (IllegalStateException e) {
            throw e; // the file was unmapped
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static void require(MemorySegment mapped, int result) {
        if (result != 0) {
            throw new SpikingBrainException(
                    "madvise: the system refuses to manage %d bytes of a mapped file, which may be locked in memory; run without a bound for experts"
                            .formatted(mapped.byteSize()));
        }
    }

    private static IllegalStateException unexpected(Throwable e) {
        return new IllegalStateException("a call of the C library failed", e);
    }
}
