package org.spikingbrain4j.checkpoint;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** Little-endian numbers and texts of the file, each read checked against its end. */
record ZipFields(MappedFile file) {
    int u16(long offset) {
        return Short.toUnsignedInt(checked(offset, Short.BYTES).get(MappedFile.SHORT, offset));
    }

    long u32(long offset) {
        return Integer.toUnsignedLong(checked(offset, Integer.BYTES).get(MappedFile.INT, offset));
    }

    long s64(long offset) {
        return checked(offset, Long.BYTES).get(MappedFile.LONG, offset);
    }

    String text(long offset, int length) {
        checked(offset, length);
        return new String(file.bytes(offset, length), StandardCharsets.UTF_8);
    }

    boolean hasSignature(long offset, int signature) {
        return offset >= 0
                && offset <= file.size() - Integer.BYTES
                && file.data().get(MappedFile.INT, offset) == signature;
    }

    void expectSignature(long offset, int signature, String what) {
        if (!hasSignature(offset, signature)) {
            throw file.error(
                    "damaged zip: expected the header of the %s at byte %d; download it again".formatted(what, offset));
        }
    }

    private MemorySegment checked(long offset, int length) {
        if (offset < 0 || offset > file.size() - length) {
            throw file.error(
                    "damaged zip: a field lies at byte %d of %d; download it again".formatted(offset, file.size()));
        }
        return file.data();
    }
}
