package org.spikingbrain4j.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttentionHeadsTest {

    @Test
    void knowsItsSizes() {
        AttentionHeads heads = new AttentionHeads(28, 4, 128);
        assertThat(heads.groupSize()).isEqualTo(7);
        assertThat(heads.queryColumns()).isEqualTo(3584);
        assertThat(heads.kvColumns()).isEqualTo(512);
    }

    @ParameterizedTest
    @CsvSource({"7, 2, 16", "0, 1, 16", "2, 0, 16", "2, 2, 0", "2, 4, 16"})
    void refusesHeadsThatDoNotGroup(int queryHeads, int kvHeads, int headDim) {
        assertThatThrownBy(() -> new AttentionHeads(queryHeads, kvHeads, headDim))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("%d, %d, headDim %d".formatted(queryHeads, kvHeads, headDim));
    }
}
