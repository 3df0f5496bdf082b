package org.spikingbrain4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.spikingbrain4j.inference.Cancellation;
import org.spikingbrain4j.model.InvalidInputException;

class NeedleSearchTest {
    private static final TextCoder CODER = new CharacterCoder();
    private static final Pattern QUESTION = Pattern.compile("special magic numbers for (\\S+) (is|are):$");

    /** What the oracles were asked behind. */
    private final List<String> contexts = new ArrayList<>();

    /** Knows all that it read up to some distance, and answers from it; or swears that what it read is wrong. */
    private final class Oracle implements ScoredSequence {
        private final int memory;
        private final boolean honest;
        private String text;

        Oracle(int memory, boolean honest, String text) {
            this.memory = memory;
            this.honest = honest;
            this.text = text;
        }

        @Override
        public void read(int[] tokens) {
            text += CODER.decode(tokens);
        }

        @Override
        public ScoredSequence copy() {
            return new Oracle(memory, honest, text);
        }

        @Override
        public double logprob(int[] tokens) {
            return known().contains(CODER.decode(tokens).strip()) == honest ? -1 : -5;
        }

        @Override
        public int[] greedy(int count) {
            contexts.add(text);
            String answer = honest ? " " + String.join(", ", known()) : " nothing";
            assertThat(answer.length()).isLessThanOrEqualTo(Math.max(count, 8));
            return CODER.encode(answer);
        }

        private List<String> known() {
            Matcher question = QUESTION.matcher(text);
            assertThat(question.find()).as(text).isTrue();
            Matcher needle = Pattern.compile(
                            "One of the special magic numbers for " + question.group(1) + " is: (\\d+)\\.")
                    .matcher(text.substring(Math.max(0, text.length() - memory)));
            List<String> values = new ArrayList<>();
            while (needle.find()) {
                values.add(needle.group(1));
            }
            return values;
        }

        @Override
        public void close() {}
    }

    private List<NeedleCell> measure(NeedleTask task, int memory, boolean honest) {
        NeedleOptions options = new NeedleOptions(task, List.of(1500, 900), List.of(0, 50, 100), 4, 5, 7);
        return new NeedleSearch(CODER, _ -> new Oracle(memory, honest, ""), Optional.empty(), options)
                .measure((_, _) -> {}, Cancellation.none());
    }

    @ParameterizedTest
    @EnumSource(NeedleTask.class)
    void whoKnowsAllFindsAll(NeedleTask task) {
        List<NeedleCell> cells = measure(task, Integer.MAX_VALUE, true);

        assertThat(cells).extracting(NeedleCell::length).containsExactly(900, 900, 900, 1500, 1500, 1500);
        assertThat(cells).extracting(NeedleCell::depth).containsExactly(0, 50, 100, 0, 50, 100);
        assertThat(cells).allSatisfy(cell -> {
            assertThat(cell.generated()).isEqualTo(1, within(1e-12));
            assertThat(cell.likely()).isEqualTo(1, within(1e-12));
            assertThat(cell.gain()).isEqualTo(4, within(1e-12));
        });
    }

    @ParameterizedTest
    @EnumSource(NeedleTask.class)
    void whoDeniesAllFindsNone(NeedleTask task) {
        assertThat(measure(task, Integer.MAX_VALUE, false)).allSatisfy(cell -> {
            assertThat(cell.generated()).isZero();
            assertThat(cell.likely()).isZero();
            assertThat(cell.gain()).isEqualTo(-4, within(1e-12));
        });
    }

    @Test
    void aShortMemoryFindsTheEndOnly() {
        assertThat(measure(NeedleTask.SINGLE, 400, true))
                .extracting(NeedleCell::likely)
                .containsExactly(0.0, 0.0, 1.0, 0.0, 0.0, 1.0);
    }

    /** 100 % needs that the value of another key is not taken for the right one: it is among the wrong ones. */
    @Test
    void lengthsHoldAndNeedlesAreWhereTheyBelong() {
        measure(NeedleTask.MULTI_KEY, Integer.MAX_VALUE, true);

        assertThat(contexts).hasSize(2 * 4 * 3);
        for (int i = 0; i < contexts.size(); i++) {
            String context = contexts.get(i);
            int length = i < 12 ? 900 : 1500;
            assertThat(context).hasSize(length);
            assertThat(context.split("One of the special magic numbers", -1)).hasSize(1 + 4 + 1); // the question too
            Matcher question = QUESTION.matcher(context);
            assertThat(question.find()).isTrue();
            int place = context.indexOf("numbers for " + question.group(1) + " is: ");
            int[] depths = {0, 50, 100};
            int haystack = length - NeedleTexts.INTRODUCTION.length();
            assertThat((place - NeedleTexts.INTRODUCTION.length()) * 100.0 / haystack)
                    .isCloseTo(depths[i % 3], within(25.0));
            if (depths[i % 3] < 100) { // at the end the haystack is cut to the length, wherever that is
                assertThat(context.substring(0, place)).matches("(?s).*([.!?]|\n) One of the special magic ");
            }
        }
    }

    @Test
    void theSameSeedHidesTheSame() {
        measure(NeedleTask.MULTI_VALUE, 100, true);
        List<String> first = List.copyOf(contexts);
        contexts.clear();
        measure(NeedleTask.MULTI_VALUE, 100, true);
        assertThat(contexts).isEqualTo(first);
    }

    @Test
    void tellsHowFarItIsUpToTheEnd() {
        NeedleOptions options = new NeedleOptions(NeedleTask.SINGLE, List.of(900), List.of(0, 100), 2, 1, 1);
        List<Long> told = new ArrayList<>();
        new NeedleSearch(CODER, _ -> new Oracle(9, true, ""), Optional.of("Hay. "), options)
                .measure(
                        (done, total) -> {
                            assertThat(total).isEqualTo(900L * 2 * 3);
                            told.add(done);
                        },
                        Cancellation.none());
        assertThat(told).containsExactly(900L, 1800L, 2700L, 3600L, 4500L, 5400L);
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> options(List.of(), List.of(1), 1, 1)).hasMessageStartingWith("lengths: expected");
        assertThatThrownBy(() -> options(List.of(9), List.of(101), 1, 1)).hasMessageStartingWith("depths: expected");
        assertThatThrownBy(() -> options(List.of(9), List.of(1), 0, 1)).hasMessageStartingWith("trials: expected");
        assertThatThrownBy(() -> options(List.of(9), List.of(1), 1, 0)).hasMessageStartingWith("distractors: expected");
        assertThatThrownBy(() -> new NeedleOptions(NeedleTask.MULTI_KEY, List.of(9), List.of(1), 1, 2, 1))
                .hasMessageContaining("at least 3 with other needles");
        NeedleSearch tooShort = new NeedleSearch(
                CODER, _ -> new Oracle(9, true, ""), Optional.empty(), options(List.of(100), List.of(1), 1, 1));
        assertThatThrownBy(() -> tooShort.measure((_, _) -> {}, Cancellation.none()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("introduction, needles and question are")
                .hasMessageContaining("found 100");
        assertThatThrownBy(() -> new Haystack(CODER, "")).hasMessageContaining("found none");
    }

    private static NeedleOptions options(List<Integer> lengths, List<Integer> depths, int trials, int distractors) {
        return new NeedleOptions(NeedleTask.SINGLE, lengths, depths, trials, distractors, 1);
    }
}
