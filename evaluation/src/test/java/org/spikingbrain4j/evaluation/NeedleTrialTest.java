package org.spikingbrain4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class NeedleTrialTest {
    private static final TextCoder CODER = new CharacterCoder();

    /** Also where the haystack has no sentences that needles could stand between. */
    @Property
    void everyNeedleIsWhole(
            @ForAll NeedleTask task,
            @ForAll @IntRange(max = 100) int depth,
            @ForAll boolean sentences,
            @ForAll @IntRange(min = 600, max = 1500) int length,
            @ForAll long seed) {
        Haystack hay = new Haystack(CODER, sentences ? "Some hay here. And there. " : "hay without an end ");
        NeedleOptions options = new NeedleOptions(task, List.of(length), List.of(depth), 1, 9, seed);
        NeedleTrial trial = NeedleTrial.draw(options, length, hay, CODER, new SplittableRandom(seed));

        String haystack = CODER.decode(trial.haystack().tokens());
        int place = trial.place(depth, hay);
        String context = haystack.substring(0, place) + CODER.decode(trial.needle()) + haystack.substring(place);
        assertThat(context).contains(trial.texts().needle());
        assertThat(trial.texts().others())
                .allSatisfy(other -> assertThat(context).contains(other));
        assertThat(trial.place(0, hay)).isZero();
        assertThat(trial.place(100, hay)).isEqualTo(haystack.length());
        assertThat(trial.introduction().length
                        + context.length()
                        + trial.answers().start().length)
                .isEqualTo(length);
    }
}
