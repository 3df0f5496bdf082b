package org.spikingbrain4j.cpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.spikingbrain4j.operators.InsufficientMemoryException;

/**
 * Memory for the tensors of one pass: blocks of floats, handed out front to back and reused by the next pass. A mark
 * releases everything handed out after it. Not safe for several threads.
 */
final class ScratchArena {
    /** A place to return to. */
    record Mark(int block, long before, int used, int living) {}

    private final boolean poison;
    private final List<float[]> blocks = new ArrayList<>();
    private int block;
    private long before; // floats in the blocks before this one
    private int used;
    private long smallestBlock = 1 << 16;
    private long peak;

    // Stamps of the tensors that live, in the order of their birth.
    private long[] stamps = new long[64];
    private int living;
    private long lastStamp;

    ScratchArena() {
        this(false);
    }

    /** @param poison whether fresh tensors are filled with NaN, so that a test sees what was never written */
    ScratchArena(boolean poison) {
        this.poison = poison;
    }

    /**
     * A tensor with undefined contents.
     *
     * @throws InsufficientMemoryException where the JVM's heap cannot hold it
     */
    CpuTensor allocate(int rows, int columns) {
        long size = (long) rows * columns;
        if (size > Integer.MAX_VALUE - 8) {
            throw tooLarge(rows, columns, null);
        }
        int offset = reserve((int) size, rows, columns);
        float[] array = blocks.get(block);
        if (poison) {
            Arrays.fill(array, offset, offset + (int) size, Float.NaN);
        }
        if (living == stamps.length) {
            stamps = Arrays.copyOf(stamps, 2 * living);
        }
        stamps[living] = ++lastStamp;
        return new CpuTensor(this, living++, lastStamp, array, offset, rows, columns);
    }

    private int reserve(int size, int rows, int columns) {
        while (block < blocks.size() && blocks.get(block).length - used < size) {
            before += blocks.get(block).length;
            block++;
            used = 0;
        }
        if (block == blocks.size()) {
            blocks.add(newBlock(size, rows, columns));
        }
        int offset = used;
        used += size;
        peak = Math.max(peak, before + used);
        return offset;
    }

    // Each block is at least as large as all before it together, so there are few.
    private float[] newBlock(int size, int rows, int columns) {
        try {
            long generous = Math.min(Math.max(smallestBlock, floats()), Integer.MAX_VALUE / 4);
            return new float[(int) Math.max(size, generous)];
        } catch (OutOfMemoryError e) {
            try {
                return new float[size];
            } catch (OutOfMemoryError again) {
                throw tooLarge(rows, columns, again);
            }
        }
    }

    private InsufficientMemoryException tooLarge(int rows, int columns, Throwable cause) {
        return new InsufficientMemoryException(
                "activations [%d, %d] need %.1f MB of heap beside the %.1f MB of this pass; use shorter prefill chunks or start Java with a larger -Xmx (now %.0f MB)"
                        .formatted(
                                rows,
                                columns,
                                rows * 4e-6 * columns,
                                floats() * 4e-6,
                                Runtime.getRuntime().maxMemory() * 1e-6),
                cause);
    }

    /** Floats held, in use or not. */
    long floats() {
        return blocks.stream().mapToLong(b -> b.length).sum();
    }

    Mark mark() {
        return new Mark(block, before, used, living);
    }

    void release(Mark mark) {
        block = mark.block();
        before = mark.before();
        used = mark.used();
        living = mark.living();
    }

    /** Releases everything. Where it took several blocks, the next pass gets one that holds as much as this one used. */
    void reset() {
        release(new Mark(0, 0, 0, 0));
        if (blocks.size() > 1) {
            blocks.clear();
            smallestBlock = peak;
        }
        peak = 0;
    }

    /** Ends the life of a handle and gives its memory to a new one. */
    CpuTensor renew(CpuTensor tensor) {
        stamps[tensor.slot()] = ++lastStamp;
        return new CpuTensor(
                this, tensor.slot(), lastStamp, tensor.array(), tensor.offset(), tensor.rows(), tensor.columns());
    }

    boolean holds(CpuTensor tensor) {
        return tensor.arena() == this && tensor.slot() < living && stamps[tensor.slot()] == tensor.stamp();
    }
}
