package org.spikingbrain4j.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoutingTest {
    private record Rows(int rows, int columns) implements Tensor {}

    @Test
    void theMostProbableOfEqualOnesTheFirst() {
        float[] p = {
            0.1f, 0.4f, 0.2f, 0.3f, //
            0.25f, 0.25f, 0.25f, 0.25f, //
            0.1f, 0.2f, 0.2f, 0.5f
        };
        Routing routing = Routing.of("router", p, 4, 2, new Rows(3, 4));
        assertThat(routing.rows()).containsExactly(new int[] {1}, new int[] {0, 1, 2}, new int[0], new int[] {0, 2});
        assertThat(routing.needed()).containsExactly(0, 1, 3);
    }

    @Test
    void rowsThatWouldBeAddedTwiceAreRefused() {
        Tensor p = new Rows(3, 1);
        assertThat(new Routing(List.of(new int[] {0, 2}), p).experts()).isEqualTo(1);
        for (int[] rows : List.of(new int[] {1, 1}, new int[] {2, 1}, new int[] {-1}, new int[] {3})) {
            assertThatThrownBy(() -> new Routing(List.of(rows), p))
                    .hasMessageStartingWith("routing: expected ascending");
        }
    }
}
