package org.spikingbrain4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SurprisingPlacesTest {
    /** Token ids are positions, losses are 1 but where a test says otherwise. */
    private static SurprisingPlaces read(SurprisingPlaces places, int tokens, int... peaks) {
        places.first(0);
        for (int position = 1; position < tokens; position++) {
            int found = position;
            places.token(
                    position, position, IntStream.of(peaks).anyMatch(peak -> peak == found) ? 9 + 0.01 * found : 1);
        }
        return places;
    }

    @Test
    void tokensComeWithTheirSurroundings() {
        List<SurprisingPlace> places =
                read(new SurprisingPlaces(3, 1), 200, 2, 100, 198).places();

        assertThat(places).extracting(SurprisingPlace::position).containsExactly(198L, 100L, 2L);
        SurprisingPlace middle = places.get(1);
        assertThat(middle.before()).isEqualTo(IntStream.range(68, 100).boxed().toList());
        assertThat(middle.tokens()).containsExactly(100);
        assertThat(middle.after()).isEqualTo(IntStream.range(101, 117).boxed().toList());
        assertThat(middle.meanLoss()).isEqualTo(10, within(1e-12));
        assertThat(places.getLast().before()).containsExactly(0, 1);
        assertThat(places.getFirst().after()).containsExactly(199);
    }

    @Test
    void windowsAreRankedByTheirMeanAndKnowTheirPeak() {
        SurprisingPlace place =
                read(new SurprisingPlaces(1, 10), 100, 55).places().getFirst();

        assertThat(place.position()).isEqualTo(51);
        assertThat(place.tokens()).hasSize(10);
        assertThat(place.peak()).isEqualTo(55);
        assertThat(place.peakLoss()).isEqualTo(9.55, within(1e-12));
        assertThat(place.meanLoss()).isEqualTo((9 * 1 + 9.55) / 10, within(1e-12));
    }

    @Test
    void aRestCountsFromHalfAWindowOn() {
        assertThat(read(new SurprisingPlaces(5, 10), 1 + 10 + 4, 14).places()).hasSize(1);
        assertThat(read(new SurprisingPlaces(5, 10), 1 + 10 + 5, 14)
                        .places()
                        .getFirst()
                        .tokens())
                .containsExactly(11, 12, 13, 14, 15);
    }

    @Test
    void keepsNoMoreThanAsked() {
        assertThat(read(new SurprisingPlaces(2, 1), 50, 10, 20, 30).places())
                .extracting(SurprisingPlace::position)
                .containsExactly(30L, 20L);
    }
}
