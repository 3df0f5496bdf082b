package org.spikingbrain4j.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShapeTest {

    @Test
    void countsElements() {
        Shape shape = Shape.of(2, 3, 5);
        assertThat(shape.rank()).isEqualTo(3);
        assertThat(shape.elements()).isEqualTo(30);
        assertThat(shape.dimension(2)).isEqualTo(5);
        assertThat(shape).hasToString("[2, 3, 5]");
        assertThat(Shape.of().elements()).isEqualTo(1);
        assertThat(Shape.of(4, 0).elements()).isZero();
    }

    @Test
    void refusesWhatNoTensorHas() {
        assertThatThrownBy(() -> Shape.of(3, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> Shape.of(1L << 32, 1L << 32))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2^63");
    }

    @Test
    void isAValue() {
        List<Long> dimensions = new ArrayList<>(List.of(2L, 3L));
        Shape shape = new Shape(dimensions);
        dimensions.set(0, 9L);
        assertThat(shape).isEqualTo(Shape.of(2, 3));
    }
}
