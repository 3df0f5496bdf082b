package org.spikingbrain4j.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpanTest {

    @Test
    void takesAnotherState() {
        assertThat(new Span<>(2, 3, 70, "a").with(5)).isEqualTo(new Span<>(2, 3, 70, 5));
    }

    @ParameterizedTest
    @CsvSource({"-1, 1, 0", "0, 0, 0", "0, 1, -1"})
    void refusesWhatIsNoSpan(int row, int length, long position) {
        assertThatThrownBy(() -> new Span<>(row, length, position, "a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("row %d, length %d, position %d".formatted(row, length, position));
    }

    @Test
    void spansMayComeInAnyOrder() {
        ArgumentChecks.spans(5, List.of(span(3, 2), span(0, 1), span(1, 2)));
    }

    @Test
    void spansMustDivideTheRows() {
        assertRefused(List.of(span(0, 3), span(2, 3)), "overlap at row 2");
        assertRefused(List.of(span(0, 2), span(3, 2)), "row 2 belongs to no span");
        assertRefused(List.of(span(0, 4)), "row 4 belongs to no span");
        assertRefused(List.of(span(0, 6)), "outside the 5 rows");
        assertRefused(List.of(span(Integer.MAX_VALUE, Integer.MAX_VALUE)), "outside the 5 rows");
        assertRefused(List.of(), "row 0 belongs to no span");
    }

    private static void assertRefused(List<Span<String>> spans, String message) {
        assertThatThrownBy(() -> ArgumentChecks.spans(5, spans))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static Span<String> span(int row, int length) {
        return new Span<>(row, length, 0, "none");
    }
}
