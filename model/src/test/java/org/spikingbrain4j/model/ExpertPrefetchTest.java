package org.spikingbrain4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.spikingbrain4j.checkpoint.PageAdvice;
import org.spikingbrain4j.operators.SpikingBrainException;
import org.spikingbrain4j.operators.Tensor;

/** Experts that are expected are a hint: it never costs more than the bound, and nobody waits for it. */
@Timeout(60)
class ExpertPrefetchTest {
    private static final long BYTES = 100;

    private final Arena arena = Arena.ofShared();
    private final List<List<MemorySegment>> weights =
            Stream.generate(() -> List.of(arena.allocate(BYTES))).limit(4).toList();
    private final RecordedAdvice advice = new RecordedAdvice();
    private ExpertMemory memory;
    private ExpertPages pages;

    /** Reads when it is told to. */
    private final class RecordedAdvice implements PageAdvice {
        private final List<Integer> read = Collections.synchronizedList(new ArrayList<>());
        private final List<Integer> gone = Collections.synchronizedList(new ArrayList<>());
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch may = new CountDownLatch(1);
        private boolean broken;

        @Override
        public void read(MemorySegment mapped) {
            begun.countDown();
            await(may);
            if (broken) {
                throw new SpikingBrainException("madvise: refused");
            }
            read.add(expert(mapped));
        }

        @Override
        public void letGo(MemorySegment mapped) {
            gone.add(expert(mapped));
        }

        private int expert(MemorySegment mapped) {
            return weights.indexOf(List.of(mapped));
        }
    }

    @BeforeEach
    void bound() {
        memory = new ExpertMemory(advice, BYTES);
        pages = memory.mixture(weights);
    }

    @AfterEach
    void close() {
        advice.may.countDown();
        memory.close();
        arena.close();
    }

    @Test
    void expectingDoesNotWaitForAnothersReading() {
        ExpertPages.Turn first = pages.expect(List.of(0));
        await(advice.begun);
        ExpertPages.Turn second = pages.expect(List.of(1)); // would wait for ever, if it did
        advice.may.countDown();
        assertThat(advice.gone).as("what another pass awaits stays").isEmpty();
        use(first, 0);
        use(second, 1);
        assertThat(advice.read).containsExactly(0);
        assertThat(advice.gone).containsExactly(0);
        assertThat(memory.status().reads()).isEqualTo(2);
    }

    @Test
    void expectingStaysWithinTheBoundBesideOneInUse() {
        advice.may.countDown();
        pages.expect(List.of(0)).using(0, () -> {
            pages.expect(List.of(1));
            assertThat(memory.status().resident()).isEqualTo(BYTES);
            return none();
        });
        assertThat(memory.status().resident()).isEqualTo(BYTES);
    }

    @Test
    void passesThatUseMoreThanTheBoundGiveItBack() {
        advice.may.countDown();
        pages.expect(List.of(0)).using(0, () -> {
            use(pages.expect(List.of(1)), 1);
            assertThat(advice.gone).as("the one in use stays").containsExactly(1);
            return none();
        });
        assertThat(memory.status().resident()).isEqualTo(BYTES);
    }

    @Test
    void whatCannotBeReadIsToldToTheNextPass() {
        advice.broken = true;
        pages.expect(List.of(2));
        await(advice.begun);
        ExpertPages.Turn turn = pages.expect(List.of(3));
        advice.may.countDown();
        assertThatThrownBy(() -> use(turn, 3)) // whose room is the other's, so it waits for the reading to end
                .isInstanceOf(SpikingBrainException.class)
                .hasMessage("madvise: refused");
    }

    private static void use(ExpertPages.Turn turn, int expert) {
        turn.using(expert, ExpertPrefetchTest::none);
    }

    private static Tensor none() {
        return new Tensor() {
            @Override
            public int rows() {
                return 0;
            }

            @Override
            public int columns() {
                return 0;
            }
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
