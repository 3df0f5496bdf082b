package org.spikingbrain4j.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.spikingbrain4j.operators.InsufficientMemoryException;

class ScratchArenaTest {

    @Test
    void tensorsDoNotOverlap() {
        ScratchArena arena = new ScratchArena(true);
        CpuTensor[] tensors = new CpuTensor[200];
        for (int i = 0; i < tensors.length; i++) {
            tensors[i] = arena.allocate(i + 1, 207);
            for (int j = 0; j < tensors[i].size(); j++) {
                assertThat(tensors[i].array()[tensors[i].offset() + j]).isNaN();
                tensors[i].array()[tensors[i].offset() + j] = i;
            }
        }
        for (int i = 0; i < tensors.length; i++) {
            for (int j = 0; j < tensors[i].size(); j++) {
                assertThat(tensors[i].array()[tensors[i].offset() + j]).isEqualTo(i);
            }
        }
    }

    @Test
    void releaseGivesTheMemoryToTheNext() {
        ScratchArena arena = new ScratchArena();
        CpuTensor kept = arena.allocate(4, 13);
        ScratchArena.Mark mark = arena.mark();
        CpuTensor first = arena.allocate(13, 4);
        arena.release(mark);
        CpuTensor second = arena.allocate(13, 4);
        assertThat(second.offset()).isEqualTo(first.offset());
        assertThat(arena.holds(kept)).isTrue();
        assertThat(arena.holds(second)).isTrue();
        assertThat(arena.holds(first)).isFalse();
    }

    @Test
    void renewedTensorReplacesItsHandle() {
        ScratchArena arena = new ScratchArena();
        CpuTensor old = arena.allocate(1, 4);
        CpuTensor renewed = arena.renew(old);
        assertThat(arena.holds(old)).isFalse();
        assertThat(arena.holds(renewed)).isTrue();
    }

    @Test
    void passesOfOneSizeSettleInOneBlock() {
        ScratchArena arena = new ScratchArena();
        for (int pass = 0; pass < 3; pass++) {
            for (int i = 0; i < 20; i++) {
                arena.allocate(100, 1000);
            }
            arena.reset();
        }
        arena.allocate(1, 1);
        assertThat(arena.floats()).isBetween(2_000_000L, 2_200_000L);
    }

    @Test
    void moreThanAnArrayHoldsIsInsufficientMemory() {
        assertThatThrownBy(() -> new ScratchArena().allocate(70_000, 70_000))
                .isInstanceOf(InsufficientMemoryException.class)
                .hasMessageContaining("-Xmx")
                .hasMessageContaining("[70000, 70000]");
    }

    @Test
    void moreThanTheHeapHoldsIsInsufficientMemory() {
        assertThatThrownBy(() -> new ScratchArena().allocate(1_000, 2_000_000))
                .isInstanceOf(InsufficientMemoryException.class);
    }
}
