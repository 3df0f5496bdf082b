package org.spikingbrain4j.benchmarks.serving;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

/**
 * What clients saw.
 *
 * @param requests that were answered
 * @param failed requests that were not
 * @param failure what the first of these was told; empty where there was none
 * @param tokensPerSecond of all clients together
 * @param firstMillis median time to the first text
 * @param first99Millis the same, which one request in a hundred exceeds
 * @param gapMillis median time between two pieces of text
 * @param gap99Millis the same, which one gap in a hundred exceeds
 * @param residentBytes of the process that serves and asks, afterwards
 */
public record LoadResult(
        int clients,
        double seconds,
        int requests,
        int failed,
        String failure,
        double tokensPerSecond,
        double firstMillis,
        double first99Millis,
        double gapMillis,
        double gap99Millis,
        long residentBytes) {
    private static final double NANOS = 1e-6;

    static LoadResult of(int clients, Duration taken, List<StreamedAnswer> answers, List<String> failures) {
        List<Long> firsts =
                answers.stream().map(StreamedAnswer::firstNanos).sorted().toList();
        List<Long> gaps = answers.stream()
                .flatMap(answer -> answer.gapsNanos().stream())
                .sorted()
                .toList();
        double seconds = taken.toNanos() / 1e9;
        return new LoadResult(
                clients,
                seconds,
                answers.size(),
                failures.size(),
                failures.stream().findFirst().orElse(""),
                answers.stream().mapToInt(StreamedAnswer::tokens).sum() / seconds,
                NANOS * quantile(firsts, 0.5),
                NANOS * quantile(firsts, 0.99),
                NANOS * quantile(gaps, 0.5),
                NANOS * quantile(gaps, 0.99),
                Resident.bytes());
    }

    private static long quantile(List<Long> sorted, double share) {
        List<Long> some = sorted.isEmpty() ? Collections.singletonList(0L) : sorted;
        return some.get(Math.min(some.size() - 1, (int) (share * some.size())));
    }
}
