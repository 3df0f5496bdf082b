package org.spikingbrain4j.cpu;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.SpikingBrainException;

class WeightLoaderTest {

    static Shape[] unusable() {
        return new Shape[] {Shape.of(), Shape.of(0), Shape.of(0, 5), Shape.of(5, 0), Shape.of(1, 1, 1)};
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void shapesThatAreNoVectorOrMatrixAreNamed(Shape shape) {
        MemorySegment data = MemorySegment.ofArray(new byte[(int) shape.elements() * Float.BYTES]);
        assertThatThrownBy(() -> WeightLoader.load(new HostTensor("layer.weight", DataType.F32, shape, data)))
                .isInstanceOf(SpikingBrainException.class)
                .hasMessageContaining("layer.weight")
                .hasMessageContaining(shape.toString());
    }
}
