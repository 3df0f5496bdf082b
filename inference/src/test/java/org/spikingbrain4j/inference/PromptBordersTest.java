package org.spikingbrain4j.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PromptBordersTest {
    private static final int END = 7;
    private static final PromptBorders BORDERS = new PromptBorders(Set.of(END), 4096);

    @Test
    void theFirstMessageAndTheOneBeforeTheLast() {
        int[] prompt = messages(400, 100, 200, 300, 350);

        assertThat(BORDERS.within(prompt, 0)).containsExactly(100, 300);
        assertThat(BORDERS.within(prompt, 100)).containsExactly(300);
    }

    @Test
    void aFewTokensAreReadAgainRatherThanKept() {
        assertThat(BORDERS.within(messages(400, 15, 300, 390), 0)).containsExactly(300);
        assertThat(BORDERS.within(messages(400, 15, 300, 390), 285)).isEmpty();
    }

    @Test
    void aShortQuestionLeavesTheMessageBeforeIt() {
        assertThat(BORDERS.within(messages(410, 400), 0)).containsExactly(400);
        assertThat(BORDERS.within(messages(400, 400), 0))
                .as("the end of the prompt")
                .isEmpty();
        assertThat(BORDERS.within(messages(4110, 300, 4100), 0))
                .as("rather than 4096")
                .containsExactly(300, 4100);
        assertThat(BORDERS.within(messages(9000, 4096), 0)).as("the same place").containsExactly(4096, 8192);
    }

    @Test
    void everySoManyTokens() {
        assertThat(BORDERS.within(new int[10_000], 0)).containsExactly(4096, 8192);
        assertThat(BORDERS.within(new int[10_000], 4096)).containsExactly(8192);
        assertThat(BORDERS.within(new int[8192], 0)).as("not the end").containsExactly(4096);
    }

    @Test
    void longPromptsHaveNoMoreBordersAndTheSamePlacesAsShorterOnes() {
        assertThat(BORDERS.within(new int[100_000], 0)).containsExactly(16384, 32768, 49152, 65536, 81920, 98304);
        assertThat(BORDERS.within(new int[4_000_000], 3_990_000)).containsExactly(3_993_600, 3_997_696);
    }

    @Property
    void fewAscendingAndApart(
            @ForAll @Size(max = 400) int[] tokens, @ForAll @IntRange(min = 1, max = 200) int everyTokens) {
        int[] prompt = Arrays.stream(tokens).map(token -> token & 7).toArray();
        int last = prompt.length / 3;
        var borders = new PromptBorders(Set.of(END), everyTokens).within(prompt, last);

        assertThat(borders).hasSizeLessThanOrEqualTo(PromptBorders.MOST + 2);
        for (int border : borders) {
            assertThat(border).isGreaterThanOrEqualTo(last + PromptBorders.LEAST_GAIN);
            assertThat(border)
                    .isLessThanOrEqualTo(
                            prompt[border - 1] == END ? prompt.length - 1 : prompt.length - PromptBorders.LEAST_GAIN);
            last = border;
        }
    }

    private static int[] messages(int length, int... ends) {
        int[] prompt = new int[length];
        for (int end : ends) {
            prompt[end - 1] = END;
        }
        return prompt;
    }
}
