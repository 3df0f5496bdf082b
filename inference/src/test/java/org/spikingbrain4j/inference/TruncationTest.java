package org.spikingbrain4j.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** The lazily ordered candidates against sorting everything. */
class TruncationTest {

    @Property
    void topKIsThePrefixOfTheSortedVocabulary(
            @ForAll("logits") float[] logits, @ForAll @IntRange(min = 1, max = 250) int k) {
        List<Integer> sorted = sorted(logits);

        assertThat(kept(logits, new Truncation.TopK(k))).isEqualTo(sorted.subList(0, Math.min(k, sorted.size())));
    }

    @Property
    void topPIsTheShortestPrefixWithItsShare(
            @ForAll("logits") float[] logits, @ForAll @DoubleRange(min = 0.01, max = 0.99) double p) {
        List<Integer> kept = kept(logits, new Truncation.TopP(p));

        assertThat(kept).isEqualTo(sorted(logits).subList(0, kept.size()));
        double total = share(logits, sorted(logits));
        assertThat(share(logits, kept)).isGreaterThanOrEqualTo((p - 1e-9) * total);
        assertThat(share(logits, kept.subList(0, kept.size() - 1))).isLessThan((p + 1e-9) * total);
    }

    @Property
    void topPTakesItsShareOfWhatTopKLeft(
            @ForAll("logits") float[] logits,
            @ForAll @IntRange(min = 1, max = 20) int k,
            @ForAll @DoubleRange(min = 0.01, max = 0.99) double p) {
        List<Integer> best = kept(logits, new Truncation.TopK(k));
        List<Integer> kept = kept(logits, new Truncation.TopK(k), new Truncation.TopP(p));

        assertThat(share(logits, kept)).isGreaterThanOrEqualTo((p - 1e-9) * share(logits, best));
        assertThat(share(logits, kept.subList(0, kept.size() - 1))).isLessThan((p + 1e-9) * share(logits, best));
    }

    @Property
    void minPComparesWithTheBest(@ForAll("logits") float[] logits, @ForAll @DoubleRange(min = 0.01, max = 1) double p) {
        List<Integer> sorted = sorted(logits);
        double best = share(logits, sorted.subList(0, 1));

        assertThat(kept(logits, new Truncation.MinP(p)))
                .isEqualTo(sorted.stream()
                        .filter(token -> share(logits, List.of(token)) / best >= p)
                        .toList());
    }

    @Property
    void drawsOnlyWhatIsKept(
            @ForAll("logits") float[] logits,
            @ForAll @IntRange(min = 1, max = 20) int k,
            @ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double uniform) {
        Candidates candidates = new Candidates(logits.length);
        candidates.reset(logits, 1);
        candidates.keep(k);

        assertThat(kept(logits, new Truncation.TopK(k))).contains(candidates.draw(uniform));
    }

    @Provide
    Arbitrary<float[]> logits() {
        // Coarse steps make equal logits common.
        Arbitrary<Float> logit = Arbitraries.integers().between(-20, 20).map(i -> i / 4f);
        return logit.array(float[].class).ofMinSize(1).ofMaxSize(207);
    }

    private static List<Integer> kept(float[] logits, Truncation... truncations) {
        Candidates candidates = new Candidates(logits.length);
        candidates.reset(logits, 1);
        for (Truncation truncation : truncations) {
            truncation.apply(candidates);
        }
        List<Integer> kept = new ArrayList<>();
        for (int rank = 0; rank < candidates.size(); rank++) {
            kept.add(candidates.token(rank));
        }
        return kept;
    }

    private static List<Integer> sorted(float[] logits) {
        return IntStream.range(0, logits.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer token) -> -logits[token]))
                .toList();
    }

    private static double share(float[] logits, List<Integer> tokens) {
        double largest = logits[sorted(logits).getFirst()];
        return tokens.stream()
                .mapToDouble(token -> Math.exp(logits[token] - largest))
                .sum();
    }
}
