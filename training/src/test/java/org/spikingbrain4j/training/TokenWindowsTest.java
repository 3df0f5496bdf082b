package org.spikingbrain4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.corpus.TokenShardWriter;
import org.spikingbrain4j.corpus.TokenStore;
import org.spikingbrain4j.corpus.TokenVocabulary;

class TokenWindowsTest {
    private static final int LENGTH = 8;

    @TempDir
    private Path folder;

    @Test
    void everyWindowComesOnceAPassInAnOrderOfTheSeed() {
        TinyTraining.tokens(folder.resolve("tokens"), 50, 30, 4);
        try (TokenStore store = TokenStore.open(folder.resolve("tokens"))) {
            TokenWindows windows = new TokenWindows(store, LENGTH, Long.MAX_VALUE, 7);
            int count = windows.windows();
            assertThat(count).isEqualTo((int) ((store.tokens() - 1) / LENGTH));
            int[] first = windows.batch(0, count).windows();
            int[] second = windows.batch(count, count).windows();
            assertThat(Arrays.stream(first).sorted()).containsExactly(boxed(count));
            assertThat(Arrays.stream(second).sorted()).containsExactly(boxed(count));
            assertThat(first).isNotEqualTo(second);
            TokenWindows again = new TokenWindows(store, LENGTH, Long.MAX_VALUE, 7);
            // Any place can be asked for first: nothing but its number is kept to resume.
            assertThat(again.batch(count + 3L, 2).windows()).isEqualTo(Arrays.copyOfRange(second, 3, 5));
            assertThat(again.batch(0, count).windows()).isEqualTo(first);
            assertThat(new TokenWindows(store, LENGTH, Long.MAX_VALUE, 8)
                            .batch(0, count)
                            .windows())
                    .isNotEqualTo(first);
        }
    }

    private static Integer[] boxed(int count) {
        return IntStream.range(0, count).boxed().toArray(Integer[]::new);
    }

    @Test
    void aPartOfTheTextIsTheSameInEveryPass() {
        TinyTraining.tokens(folder.resolve("tokens"), 50, 30, 4);
        try (TokenStore store = TokenStore.open(folder.resolve("tokens"))) {
            TokenWindows windows = new TokenWindows(store, LENGTH, 5 * LENGTH, 7);
            assertThat(windows.used()).isEqualTo(5);
            int[] first = windows.batch(0, 5).windows();
            int[] tenth = windows.batch(45, 5).windows();
            assertThat(tenth)
                    .containsExactlyInAnyOrder(Arrays.stream(first).boxed().toArray(Integer[]::new));
            assertThat(first).doesNotHaveDuplicates();
            // A batch over the border of two passes.
            assertThat(windows.batch(3, 4).windows()).startsWith(first[3], first[4]);
            assertThat(java.util.Arrays.stream(first).map(windows::rank)).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
            TokenWindows more = new TokenWindows(store, LENGTH, 9L * LENGTH, 7);
            for (int window : first) {
                assertThat(more.rank(window)).isEqualTo(windows.rank(window));
            }
        }
    }

    @Test
    void targetsAreTheNextTokensAndTextsEndAtBorders() {
        int[][] documents = {{1, 2, 3}, {4}, {5, 6, 7, 8, 9, 10, 11, 12, 13}};
        try (TokenStore store = write(documents)) {
            // 1 2 3 0 4 0 5 6 | 7 8 9 10 11 12 13 0: the last has no token behind it.
            TokenBatch batch = new TokenWindows(store, LENGTH, Long.MAX_VALUE, 1).batch(0, 1);
            assertThat(batch.tokens()).containsExactly(1, 2, 3, 0, 4, 0, 5, 6);
            assertThat(batch.targets()).containsExactly(2, 3, 0, 4, 0, 5, 6, 7);
            assertThat(batch.lengths()).isEqualTo(List.of(3, 2, 3));
            assertThat(batch.windowLength()).isEqualTo(LENGTH);
            TokenBatch two = new TokenWindows(store, 3, Long.MAX_VALUE, 1).batch(0, 5);
            assertThat(two.lengths().stream().mapToInt(Integer::intValue).sum()).isEqualTo(two.rows());
            for (int i = 0; i < two.windows().length; i++) {
                assertThat(two.tokens()[3 * i + 1]).isEqualTo(two.targets()[3 * i]);
            }
        }
    }

    @Test
    void textsThatAreShorterThanASequenceAreRefused() {
        try (TokenStore store = write(new int[][] {{1, 2, 3, 4, 5, 6, 7}})) {
            assertThatThrownBy(() -> new TokenWindows(store, LENGTH, Long.MAX_VALUE, 1))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageContaining("8 tokens are no sequence of 8 and the token that follows");
            assertThat(new TokenWindows(store, LENGTH - 1, Long.MAX_VALUE, 1).windows())
                    .isEqualTo(1);
        }
    }

    private TokenStore write(int[][] documents) {
        Path target = folder.resolve("documents");
        try (TokenShardWriter writer =
                TokenShardWriter.create(target, new TokenVocabulary(50, TinyTraining.BORDER, "x"), false)) {
            for (int[] document : documents) {
                writer.append(document);
            }
            writer.finish();
        }
        return TokenStore.open(target);
    }
}
