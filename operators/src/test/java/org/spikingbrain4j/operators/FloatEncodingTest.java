package org.spikingbrain4j.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FloatEncodingTest {
    @Property
    void float32StaysAsItIs(@ForAll float value) {
        assertThat(roundTrip(value, DataType.F32)).isEqualTo(value);
    }

    @Property
    void bfloat16IsTheNearestAndEvenOnTies(@ForAll float value) {
        if (Math.abs(value) >= 0x1.FFp127f) {
            return;
        }
        float lower = Float.intBitsToFloat(Float.floatToRawIntBits(value) & 0xFFFF0000);
        float upper = Float.intBitsToFloat((Float.floatToRawIntBits(value) & 0xFFFF0000) + 0x10000);
        double below = Math.abs((double) value - lower);
        double above = Math.abs((double) upper - value);
        boolean lowerIsEven = (Float.floatToRawIntBits(lower) >>> 16 & 1) == 0;
        boolean down = below < above || (below == above && lowerIsEven);
        assertThat(roundTrip(value, DataType.BF16)).isEqualTo(down ? lower : upper);
    }

    @Property
    void halfOfHalfStaysAsItIs(@ForAll short bits) {
        float value = Float.float16ToFloat(bits);
        assertThat(Float.compare(roundTrip(value, DataType.F16), value)).isZero();
    }

    @Test
    void whatIsNotFiniteStaysSo() {
        for (DataType type : new DataType[] {DataType.F32, DataType.F16, DataType.BF16}) {
            assertThat(roundTrip(Float.NaN, type)).isNaN();
            assertThat(roundTrip(Float.intBitsToFloat(0x7F800001), type)).isNaN();
            assertThat(roundTrip(Float.NEGATIVE_INFINITY, type)).isEqualTo(Float.NEGATIVE_INFINITY);
        }
    }

    @Test
    void whatIsTooLargeIsRefused() {
        assertThatThrownBy(() -> roundTrip(70_000, DataType.F16)).hasMessageContaining("70000.0 is too large for F16");
        assertThatThrownBy(() -> roundTrip(Float.MAX_VALUE, DataType.BF16))
                .isInstanceOf(SpikingBrainException.class)
                .hasMessageContaining("too large for BF16");
        assertThatThrownBy(() -> roundTrip(1, DataType.I8)).isInstanceOf(IllegalArgumentException.class);
    }

    private static float roundTrip(float value, DataType type) {
        MemorySegment data = MemorySegment.ofArray(new byte[type.bytes()]);
        FloatEncoding.encode(new float[] {value, 1}, 1, type, data);
        return new HostTensor("x", type, Shape.of(1), data).toFloats()[0];
    }
}
