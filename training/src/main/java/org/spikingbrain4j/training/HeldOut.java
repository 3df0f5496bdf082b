package org.spikingbrain4j.training;

/** Mean cross-entropy of text that is never learned, in nats per token, over the same sequences at every call. */
final class HeldOut {
    private final TokenWindows data;
    private final LanguageModelObjective objective;
    private final int sequences;

    /** @param tokens measured, in whole sequences spread over the data */
    HeldOut(TokenWindows data, LanguageModelObjective objective, int length, long tokens) {
        this.data = data;
        this.objective = objective;
        this.sequences = (int) Math.clamp(tokens / length, 1, data.windows());
    }

    double loss() {
        double sum = 0;
        for (int i = 0; i < sequences; i++) {
            sum += objective.measure(data.spread(i, sequences));
        }
        return sum / sequences;
    }
}
