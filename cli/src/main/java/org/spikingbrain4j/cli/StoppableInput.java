package org.spikingbrain4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Standard input for work that can be stopped: who waits for input that does not come, as from a terminal, cannot look whether Ctrl-C
 * came. So another thread waits, and this one asks for what it has, a piece at a time.
 */
final class StoppableInput extends InputStream {
    private static final int PIECE = 1 << 16;
    private static final int LOOK_AGAIN_MILLIS = 50;

    private final InputStream in;
    private final BooleanSupplier stopped;
    private final BlockingQueue<Piece> pieces = new SynchronousQueue<>();
    private Piece current = new Piece.Bytes(new byte[0]);
    private int taken;
    private boolean begun;

    /** What came. */
    private sealed interface Piece {
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Bytes(byte[] bytes) implements Piece {}

        record End() implements Piece {}

        record Failed(IOException failure) implements Piece {}
    }

    /**
     * @param in read by a thread of its own from the first read on; it ends with the program
     * @param stopped whether to give up
     */
    StoppableInput(InputStream in, BooleanSupplier stopped) {
        this.in = in;
        this.stopped = stopped;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    /**
     * {@inheritDoc}
     *
     * @throws InterruptedByUserException where it is to give up
     */
    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        while (current instanceof Piece.Bytes(byte[] bytes) && taken == bytes.length) {
            current = next();
            taken = 0;
        }
        return switch (current) {
            case Piece.End() -> -1;
            case Piece.Failed(IOException failure) -> throw failure;
            case Piece.Bytes(byte[] bytes) -> {
                int count = Math.min(length, bytes.length - taken);
                System.arraycopy(bytes, taken, into, offset, count);
                taken += count;
                yield count;
            }
        };
    }

    private Piece next() {
        if (!begun) {
            begun = true;
            Thread.ofPlatform().daemon().name("standard input").start(this::pump);
        }
        try {
            while (!stopped.getAsBoolean()) {
                Piece piece = pieces.poll(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
                if (piece != null) {
                    return piece;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new InterruptedByUserException();
    }

    private void pump() {
        byte[] buffer = new byte[PIECE];
        try {
            Piece piece;
            do {
                piece = take(buffer);
                pieces.put(piece);
            } while (piece instanceof Piece.Bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody reads any more
        }
    }

    private Piece take(byte[] buffer) {
        try {
            int count = in.read(buffer);
            return count < 0 ? new Piece.End() : new Piece.Bytes(Arrays.copyOf(buffer, count));
        } catch (IOException e) {
            return new Piece.Failed(e);
        }
    }
}
