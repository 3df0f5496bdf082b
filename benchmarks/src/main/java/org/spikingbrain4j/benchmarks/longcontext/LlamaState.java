package org.spikingbrain4j.benchmarks.longcontext;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Makes the state of a long sequence of that of a short one, by repeating its keys and values: what attention costs does not
 * depend on the values. The format is that of llama.cpp's sequence states: number of cells; position and number of sequences of each
 * cell; whether values lie by channel; number of layers; per layer type, bytes of a row, and rows of the keys; then the values likewise.
 */
final class LlamaState {
    private final MemorySegment from;
    private final MemorySegment to;
    private final int times;
    private final int cells;
    private long read;
    private long written;

    private LlamaState(MemorySegment from, MemorySegment to, int times) {
        this.from = from;
        this.to = to;
        this.times = times;
        this.cells = from.get(JAVA_INT_UNALIGNED, 0);
    }

    /**
     * A state of {@code times} as many tokens.
     *
     * @throws ReportException where the state is laid out otherwise
     */
    static MemorySegment repeated(MemorySegment state, int times, Arena arena) {
        try {
            LlamaState copy = new LlamaState(state, arena.allocate(state.byteSize() * times, Long.BYTES), times);
            return copy.repeat();
        } catch (IndexOutOfBoundsException e) {
            throw new ReportException("llama.cpp: its state is laid out otherwise than in de.kherud:llama 4.2.0", e);
        }
    }

    private MemorySegment repeat() {
        skipInt();
        writeInt(cells * times);
        for (int cell = 0; cell < cells * times; cell++) {
            writeInt(cell);
            writeInt(0);
        }
        read += 2L * Integer.BYTES * cells;
        boolean byChannel = copyInt() == 1;
        int layers = copyInt();
        for (int layer = 0; layer < layers; layer++) {
            copyInt();
            repeatRun(copyLong() * cells);
        }
        for (int layer = 0; layer < layers; layer++) {
            copyInt();
            if (byChannel) {
                int element = copyInt();
                int channels = copyInt();
                for (int channel = 0; channel < channels; channel++) {
                    repeatRun((long) element * cells);
                }
            } else {
                repeatRun(copyLong() * cells);
            }
        }
        if (read != from.byteSize()) {
            throw new IndexOutOfBoundsException("bytes left over");
        }
        return to.asSlice(0, written);
    }

    private void repeatRun(long bytes) {
        for (int i = 0; i < times; i++) {
            MemorySegment.copy(from, read, to, written, bytes);
            written += bytes;
        }
        read += bytes;
    }

    private void skipInt() {
        read += Integer.BYTES;
    }

    private int copyInt() {
        int value = from.get(JAVA_INT_UNALIGNED, read);
        skipInt();
        writeInt(value);
        return value;
    }

    private long copyLong() {
        long value = from.get(JAVA_LONG_UNALIGNED, read);
        to.set(JAVA_LONG_UNALIGNED, written, value);
        read += Long.BYTES;
        written += Long.BYTES;
        return value;
    }

    private void writeInt(int value) {
        to.set(JAVA_INT_UNALIGNED, written, value);
        written += Integer.BYTES;
    }
}
