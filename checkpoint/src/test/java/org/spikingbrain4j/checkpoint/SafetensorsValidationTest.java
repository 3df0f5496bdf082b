package org.spikingbrain4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every unsound file gives one line that names it, the tensor and what was found. */
class SafetensorsValidationTest {
    private static final int DATA = 8;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "F8_E4M3   | [8]                    | [0,8]       | dtype \"F8_E4M3\" is not supported",
                "F32       | [-2]                   | [0,8]       | found \"-2\"",
                "F32       | [2.0]                  | [0,8]       | found \"2.0\"",
                "F32       | [\"2\"]                | [0,8]       | found \"2\"",
                "F32       | [[2]]                  | [0,8]       | expected integers",
                "F32       | 2                      | [0,8]       | expected shape to be a list",
                "F32       | [99999999999999999999] | [0,8]       | expected integers",
                "F32       | [4611686018427387904,2]| [0,8]       | larger than any file",
                "F32       | [4611686018427387904]  | [0,8]       | larger than any file",
                "F32       | [2]                    | [-8,0]      | found \"-8\"",
                "F32       | [2]                    | [8,0]       | reversed",
                "F32       | [2]                    | [0,8,8]     | two data_offsets, found 3",
                "F32       | [2]                    | [0]         | two data_offsets, found 1",
                "F32       | [3]                    | [0,12]      | truncated",
                "F32       | [2]                    | [9223372036854775799,9223372036854775807] | truncated",
                "F32       | [1]                    | [0,8]       | needs 4 bytes, found data_offsets of 8",
                "F32       | [1]                    | [4,8]       | hole of 4 bytes",
                "F32       | [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1] | [0,8] | more than 32",
            })
    void namesFileTensorAndFault(String dtype, String shape, String offsets, String expected) {
        refused(
                "{\"w\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}}".formatted(dtype, shape, offsets),
                "\"w\"",
                expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                              | expected the header to be a JSON object",
                "33                                              | expected the header to be a JSON object",
                "{\"w\":                                         | not sound JSON",
                "{\"w\":{}}                                      | dtype is missing",
                "{\"w\":{\"dtype\":\"F32\"}}                     | shape is missing",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2]}}       | data_offsets are missing",
                "{\"w\":{\"dtype\":7}}                           | expected dtype to be a string",
                "{\"w\":{\"strides\":7}}                         | unknown field \"strides\"",
                "{\"w\":7}                                       | expected an object with dtype",
                "{} {}                                           | goes on after",
                "{}                                              | last 8 bytes belong to no tensor",
                "{\"__metadata__\":7}                            | expected __metadata__ to be an object",
                "{\"__metadata__\":{\"k\":7}}                    | expected __metadata__.\"k\" to be a string",
                "{\"w\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}   | Duplicate field 'dtype'",
                "{\"__metadata__\":{},\"__metadata__\":{}}       | Duplicate field '__metadata__'",
            })
    void refusesUnsoundHeaders(String header, String expected) {
        refused(header, expected);
    }

    @Test
    void refusesTwoTensorsOfOneName() {
        String tensor = "\"w\":{\"dtype\":\"I8\",\"shape\":[4],\"data_offsets\":[%d,%d]}";
        refused("{%s,%s}".formatted(tensor.formatted(0, 4), tensor.formatted(4, 8)), "Duplicate field 'w'");
    }

    @Test
    void refusesOverlapAndHolesBetweenTensors() {
        String two = "{\"v\":{\"dtype\":\"I8\",\"shape\":[4],\"data_offsets\":[0,4]},"
                + "\"w\":{\"dtype\":\"I8\",\"shape\":[3],\"data_offsets\":[%d,%d]}}";
        refused(two.formatted(3, 6), "\"w\"", "overlap", "ends at 4");
        refused(two.formatted(5, 8), "\"w\"", "hole of 1 bytes");
        refused(two.formatted(4, 7), "last 1 bytes");
    }

    @Test
    void refusesTruncatedFiles() {
        byte[] sound = Samples.safetensors("{\"w\":{\"dtype\":\"I8\",\"shape\":[8],\"data_offsets\":[0,8]}}", DATA);
        for (int length = 0; length < sound.length; length++) {
            Throwable refusal = read(Arrays.copyOf(sound, length));
            assertThat(refusal).isInstanceOf(CheckpointException.class).hasMessageContaining("truncated");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 1, Long.MIN_VALUE, Long.MAX_VALUE, 100_000_001})
    void refusesImpossibleHeaderLengths(long length) {
        byte[] file = new byte[64];
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
        assertThat(read(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll("bad.safetensors", "header of 2 to 100000000", String.valueOf(length));
    }

    @Test
    void refusesAHeaderThatIsNotUtf8() {
        byte[] file = Samples.safetensors("{\"ab\":{}}", 0);
        file[Long.BYTES + 2] = (byte) 0xC3;
        assertThat(read(file)).isInstanceOf(CheckpointException.class).hasMessageContaining("not UTF-8");
    }

    @Test
    void keepsMessagesOnOneLine() {
        Throwable refusal = read(Samples.safetensors("{\"a\\nb\\u2028\\u0000\":7}", 0));
        assertThat(refusal).hasMessageContaining("a\\u000ab\\u2028\\u0000");
        assertThat(refusal.getMessage().lines()).hasSize(1);
    }

    private static void refused(String header, String... expected) {
        Throwable refusal = read(Samples.safetensors(header, DATA));
        assertThat(refusal)
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("bad.safetensors")
                .hasMessageContainingAll(expected);
        assertThat(refusal.getMessage().lines()).hasSize(1);
    }

    private static Throwable read(byte[] bytes) {
        return catchThrowable(() -> SafetensorsReader.read(Samples.mapped("bad.safetensors", bytes)));
    }
}
