package org.spikingbrain4j.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StopStringsTest {

    @Property
    void cutsEveryTextInTheSamePlaceHoweverItIsSplit(
            @ForAll("text") String text,
            @ForAll @Size(max = 3) List<@net.jqwik.api.From("stop") String> stops,
            @ForAll @Size(max = 8) List<@IntRange(min = 0, max = 30) Integer> cuts) {
        StopStrings stopStrings = new StopStrings(stops);
        StringBuilder given = new StringBuilder();
        for (String piece : pieces(text, cuts)) {
            given.append(stopStrings.accept(piece));
            assertThat(expected(text, stops)).as("never more than the result").startsWith(given);
        }
        given.append(stopStrings.finish());

        assertThat(given.toString()).isEqualTo(expected(text, stops));
        assertThat(stopStrings.stopped()).isEqualTo(stops.stream().anyMatch(text::contains));
    }

    @Property
    void holdsBackOnlyWhatMayBecomeAStopString(@ForAll("text") String text, @ForAll("stop") String stop) {
        StopStrings stopStrings = new StopStrings(List.of(stop));
        String given = stopStrings.accept(text);

        if (!stopStrings.stopped()) {
            assertThat(stop).startsWith(text.substring(given.length()));
        }
    }

    @Test
    void endsAtTheStopStringThatIsCompleteFirst() {
        StopStrings stopStrings = new StopStrings(List.of("abcd", "c"));

        assertThat(stopStrings.accept("xabcd")).isEqualTo("xab");
        assertThat(stopStrings.accept("more")).isEmpty();
        assertThat(stopStrings.finish()).isEmpty();
    }

    @Test
    void givesOutAFalseBeginning() {
        StopStrings stopStrings = new StopStrings(List.of("aab"));

        assertThat(stopStrings.accept("aa")).isEmpty();
        assertThat(stopStrings.accept("a")).isEqualTo("a");
        assertThat(stopStrings.accept("b!")).isEmpty();
        assertThat(stopStrings.stopped()).isTrue();
    }

    @Provide
    Arbitrary<String> text() {
        return Arbitraries.strings().withChars('a', 'b', 'c').ofMaxLength(30);
    }

    @Provide
    Arbitrary<String> stop() {
        return Arbitraries.strings().withChars('a', 'b', 'c').ofMinLength(1).ofMaxLength(5);
    }

    /** The text before the first character at which it ends with a stop string; the longest of them is cut off. */
    private static String expected(String text, List<String> stops) {
        for (int end = 1; end <= text.length(); end++) {
            String seen = text.substring(0, end);
            int cut = stops.stream()
                    .filter(seen::endsWith)
                    .mapToInt(String::length)
                    .max()
                    .orElse(0);
            if (cut > 0) {
                return seen.substring(0, end - cut);
            }
        }
        return text;
    }

    private static List<String> pieces(String text, List<Integer> cuts) {
        List<String> pieces = new ArrayList<>();
        int start = 0;
        for (int cut :
                cuts.stream().sorted().filter(cut -> cut <= text.length()).toList()) {
            pieces.add(text.substring(start, cut));
            start = cut;
        }
        pieces.add(text.substring(start));
        return pieces;
    }
}
