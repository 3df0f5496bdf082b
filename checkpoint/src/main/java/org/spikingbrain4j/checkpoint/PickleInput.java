package org.spikingbrain4j.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The bytes of a pickle; every read is checked against their end. */
final class PickleInput {
    private static final int LONGEST_LINE = 256;

    private final ByteBuffer bytes;

    PickleInput(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    int position() {
        return bytes.position();
    }

    int u8() throws PickleException {
        require(1);
        return Byte.toUnsignedInt(bytes.get());
    }

    int u16() throws PickleException {
        require(Short.BYTES);
        return Short.toUnsignedInt(bytes.getShort());
    }

    int s32() throws PickleException {
        require(Integer.BYTES);
        return bytes.getInt();
    }

    long u32() throws PickleException {
        return Integer.toUnsignedLong(s32());
    }

    long s64() throws PickleException {
        require(Long.BYTES);
        return bytes.getLong();
    }

    /** A two's-complement number of up to 8 bytes. */
    long signed(int length) throws PickleException {
        if (length > Long.BYTES) {
            throw new PickleException("an integer of %d bytes, more than 8".formatted(length));
        }
        require(length);
        long value = 0;
        for (int i = 0; i < length; i++) {
            value |= (bytes.get() & 0xFFL) << (8 * i);
        }
        int unused = Long.SIZE - 8 * length;
        return length == 0 ? 0 : value << unused >> unused;
    }

    String text(long length) throws PickleException {
        require(length);
        ByteBuffer piece = bytes.slice(bytes.position(), (int) length);
        bytes.position(bytes.position() + (int) length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(piece).toString();
        } catch (CharacterCodingException e) {
            throw new PickleException("a string that is not UTF-8");
        }
    }

    String line() throws PickleException {
        int start = bytes.position();
        int length = 0;
        while (u8() != '\n') {
            if (++length > LONGEST_LINE) {
                throw new PickleException("an import name of more than %d bytes".formatted(LONGEST_LINE));
            }
        }
        bytes.position(start);
        String line = text(length);
        bytes.position(start + length + 1);
        return line;
    }

    void require(long length) throws PickleException {
        if (length < 0 || length > bytes.remaining()) {
            throw new PickleException("truncated: %d bytes wanted, %d left".formatted(length, bytes.remaining()));
        }
    }
}
