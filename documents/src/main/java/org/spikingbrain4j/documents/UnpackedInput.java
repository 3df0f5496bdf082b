package org.spikingbrain4j.documents;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * The unpacked content of a gzip file, refused where it is a bomb: more than {@value #MOST_UNPACKED} bytes and more than {@value
 * #LARGEST_RATIO} times the packed ones. Text packs 3 to 10 times, DNA 4, logs up to 50 or 100; gzip can reach 1032, with zeros.
 */
final class UnpackedInput extends FilterInputStream {
    static final long MOST_UNPACKED = 256L << 20;
    static final int LARGEST_RATIO = 200;

    private final Source.CountedInput packed;
    private final Path file;
    private long unpacked;

    UnpackedInput(InputStream unpacked, Source.CountedInput packed, Path file) {
        super(unpacked);
        this.packed = packed;
        this.file = file;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        count(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = super.read(into, offset, length);
        count(Math.max(0, read));
        return read;
    }

    private void count(int bytes) {
        unpacked += bytes;
        if (unpacked > MOST_UNPACKED && unpacked / LARGEST_RATIO > packed.bytes()) {
            throw new DocumentException(
                    "%s: a zip bomb? unpacks to over %d MiB, more than %d times its size, which no text does; where it is sound, unpack it yourself"
                            .formatted(file, MOST_UNPACKED >> 20, LARGEST_RATIO));
        }
    }
}
