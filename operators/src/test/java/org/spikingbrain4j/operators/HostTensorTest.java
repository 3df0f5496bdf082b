package org.spikingbrain4j.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostTensorTest {

    @ParameterizedTest(name = "{0} {1} is {2}")
    @CsvSource({
        "F64, 182d4454fb210940, 3.141592653589793",
        "F32, 0000c03f, 1.5",
        "F32, 000080ff, -Infinity",
        "F16, 003c, 1",
        "F16, 00c0, -2",
        "F16, 0100, 5.960464477539063E-8",
        "F16, ff7b, 65504",
        "BF16, 803f, 1",
        "BF16, 49c0, -3.140625",
        "BF16, 7f7f, 3.3895313892515355E38",
        "I64, feffffffffffffff, -2",
        "I32, 00000080, -2147483648",
        "I16, 0080, -32768",
        "I8, 80, -128",
        "U8, 80, 128",
        "BOOL, 01, 1"
    })
    void readsEveryType(DataType type, String bytes, double expected) {
        byte[] element = HexFormat.of().parseHex(bytes);
        byte[] two = new byte[2 * element.length];
        System.arraycopy(element, 0, two, element.length, element.length);
        HostTensor tensor = new HostTensor("x", type, Shape.of(2), MemorySegment.ofArray(two));
        assertThat(tensor.value(0)).isZero();
        assertThat(tensor.value(1)).isEqualTo(expected);
        assertThat(tensor.toDoubles()).containsExactly(0, expected);
        assertThat(tensor.toFloats()).containsExactly(0, (float) expected);
    }

    @Test
    void readsUnalignedData() {
        byte[] bytes = HexFormat.of().parseHex("000000c03f");
        MemorySegment data = MemorySegment.ofArray(bytes).asSlice(1);
        assertThat(new HostTensor("x", DataType.F32, Shape.of(), data).value(0)).isEqualTo(1.5);
    }

    @Test
    void refusesDataOfAnotherSize() {
        assertThatThrownBy(() ->
                        new HostTensor("weight", DataType.F32, Shape.of(2, 3), MemorySegment.ofArray(new byte[23])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tensor weight: F32 [2, 3] needs 24 bytes, found 23");
    }

    @Test
    void refusesMoreBytesThanALongCounts() {
        assertThatThrownBy(
                        () -> new HostTensor("w", DataType.F32, Shape.of(1L << 62), MemorySegment.ofArray(new byte[0])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tensor w: F32 [4611686018427387904] needs 18446744073709551616 bytes, found 0");
    }

    @Test
    void copiesValuesAndRenames() {
        float[] values = {1, -2};
        HostTensor tensor = HostTensor.of("a", Shape.of(2), values).withName("b");
        values[0] = 9;
        assertThat(tensor.name()).isEqualTo("b");
        assertThat(tensor.toFloats()).containsExactly(1, -2);
        assertThat(HostTensor.of("c", Shape.of(1), new double[] {Math.PI}).toDoubles())
                .containsExactly(Math.PI);
    }
}
