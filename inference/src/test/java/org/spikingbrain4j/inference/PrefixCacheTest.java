package org.spikingbrain4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.model.InvalidInputException;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.testkit.Fixtures;

/** What is kept, found and thrown away. */
class PrefixCacheTest {
    private static final long ROOM = 1L << 30;

    private final WatchedBackend backend = new WatchedBackend(new ReferenceBackend());
    private final LanguageModel model =
            LanguageModel.load(Checkpoint.open(Fixtures.GLA_SWA_F32.directory()), backend, ModelOptions.DEFAULT);

    @AfterEach
    void close() {
        assertThat(backend.openStates()).as("states that nobody closed").isZero();
        model.close();
        backend.close();
    }

    @Test
    void findsTheLongestPrefixThatLeavesATokenToRead() {
        try (PrefixCache cache = cache(ROOM)) {
            cache.give(read(1, 2));
            cache.give(read(1, 2, 3));
            cache.give(read(1, 9, 3, 4));

            assertThat(known(cache, 1, 2, 3, 4)).isEqualTo(3);
            assertThat(known(cache, 1, 2, 3)).isEqualTo(2);
            assertThat(known(cache, 1, 2, 4, 4, 4)).isEqualTo(2);
            assertThat(known(cache, 2, 1, 3, 4)).isZero();
            assertThat(known(cache, 1)).isZero();
        }
    }

    @Test
    void aWholePromptIsKnownByItsLogits() {
        try (PrefixCache cache = cache(ROOM);
                SequenceState state = read(1, 2, 3)) {
            cache.keep(state, Optional.empty());
            assertThat(known(cache, 1, 2, 3)).isZero();
            cache.keep(state, Optional.of(new float[] {5, 6}));
            cache.keep(state, Optional.empty());

            assertThat(cache.size()).isEqualTo(1);
            assertThat(cache.bytes()).isEqualTo(state.bytes() + 8);
            for (int i = 0; i < 2; i++) {
                KeptPrefix prefix = cache.lookup(new int[] {1, 2, 3});
                assertThat(prefix.tokens()).isEqualTo(3);
                assertThat(prefix.logits().orElseThrow()).containsExactly(5, 6);
                prefix.logits().orElseThrow()[0] = -1;
                prefix.state().close();
            }
            KeptPrefix shorter = cache.lookup(new int[] {1, 2, 3, 4});
            assertThat(shorter.logits()).isEmpty();
            shorter.state().close();
        }
    }

    @Test
    void whoeverReadsOnHasAStateOfHisOwn() {
        try (PrefixCache cache = cache(ROOM)) {
            cache.give(read(1, 2));
            try (SequenceState first = cache.lookup(new int[] {1, 2, 3}).state()) {
                model.forward(new int[] {3}, first, LogitsWanted.NONE);
            }
            assertThat(known(cache, 1, 2, 3)).isEqualTo(2);
        }
    }

    @Test
    void whatWasNotUsedForLongestGoesFirst() {
        long each = bytes(1, 2);
        try (PrefixCache cache = cache(3 * each)) {
            cache.give(read(1, 1));
            cache.give(read(2, 2));
            cache.give(read(3, 3));
            assertThat(known(cache, 1, 1, 0)).isEqualTo(2);
            cache.give(read(4, 4));

            assertThat(cache.size()).isEqualTo(3);
            assertThat(cache.bytes()).isEqualTo(3 * each);
            assertThat(known(cache, 2, 2, 0)).isZero();
            assertThat(known(cache, 3, 3, 0)).isEqualTo(2);
            assertThat(known(cache, 1, 1, 0)).isEqualTo(2);

            cache.give(read(4, 4));
            cache.give(read(5, 5));
            assertThat(known(cache, 4, 4, 0)).as("wanted again, so used again").isEqualTo(2);
            assertThat(known(cache, 3, 3, 0)).isZero();
        }
    }

    @Test
    void whatDoesNotFitIsNotKeptAndPushesNothingOut() {
        try (PrefixCache cache = cache(bytes(1, 2));
                SequenceState state = read(3, 4)) {
            cache.give(read(1, 2));
            cache.keep(state, Optional.of(new float[1]));
            cache.give(read(1, 2, 3, 4, 5, 6, 7, 8));

            assertThat(known(cache, 1, 2, 3)).isEqualTo(2);
            assertThat(cache.size()).isEqualTo(1);
        }
        try (PrefixCache none = new PrefixCache(model, Set.of(), PrefixCacheOptions.NONE)) {
            none.give(read(1, 2));
            assertThat(none.bytes()).isZero();
            assertThat(none.borders(new int[100_000], 0)).isEmpty();
        }
    }

    @Test
    void aStateThatFailedIsNotKept() {
        try (PrefixCache cache = cache(ROOM)) {
            SequenceState state = read(1, 2);
            backend.failAfter(0);
            assertThatThrownBy(() -> model.forward(new int[] {3}, state, LogitsWanted.LAST))
                    .hasMessage("power cut");
            assertThat(state.intact()).isFalse();
            cache.give(state);
            cache.give(model.newState());

            assertThat(cache.size()).isZero();
        }
    }

    @Test
    void aStateOfAnotherModelIsRefused() {
        try (LanguageModel other = LanguageModel.load(
                        Checkpoint.open(Fixtures.GLA_SWA_F32.directory()),
                        backend,
                        ModelOptions.DEFAULT.withWindowPlusOne(true));
                SequenceState stranger = other.newState();
                PrefixCache cache = cache(ROOM)) {
            other.forward(new int[] {1}, stranger, LogitsWanted.NONE);

            assertThatThrownBy(() -> cache.give(stranger))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("another model");
            assertThatThrownBy(() -> cache.keep(stranger, Optional.empty())).isInstanceOf(InvalidInputException.class);
            assertThat(cache.size()).isZero();
        }
    }

    @Test
    void clearingAndClosingFreeEverything() {
        PrefixCache cache = cache(ROOM);
        cache.give(read(1, 2));
        cache.clear();
        assertThat(backend.openStates()).isZero();
        assertThat(cache.bytes()).isZero();
        cache.give(read(1, 2));
        cache.close();
        cache.close();
        assertThat(backend.openStates()).isZero();

        cache.give(read(1, 2));
        assertThat(cache.size()).isZero();
        assertThatThrownBy(() -> cache.lookup(new int[] {1, 2, 3})).hasMessageContaining("closed");
    }

    private PrefixCache cache(long bytes) {
        return new PrefixCache(model, Set.of(), PrefixCacheOptions.DEFAULT.withBytes(bytes));
    }

    private static int known(PrefixCache cache, int... prompt) {
        KeptPrefix prefix = cache.lookup(prompt);
        prefix.state().close();
        assertThat(prefix.tokens()).isEqualTo(Math.toIntExact(prefix.state().position()));
        return prefix.tokens();
    }

    private long bytes(int... tokens) {
        try (SequenceState state = read(tokens)) {
            return state.bytes();
        }
    }

    private SequenceState read(int... tokens) {
        SequenceState state = model.newState();
        model.forward(Arrays.copyOf(tokens, tokens.length), state, LogitsWanted.NONE);
        return state;
    }
}
