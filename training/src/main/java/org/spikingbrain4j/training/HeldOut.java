package org.spikingbrain4j.training;

/** Mean cross-entropy of text that is never learned, in nats per token that counts, over the same sequences at every call. */
final class HeldOut {
    private final Sequences data;
    private final LanguageModelObjective objective;
    private final int sequences;

    /** @param tokens measured, in whole sequences spread over the data */
    HeldOut(Sequences data, LanguageModelObjective objective, int length, long tokens) {
        this.data = data;
        this.objective = objective;
        this.sequences = (int) Math.clamp(tokens / length, 1, data.windows());
    }

    double loss() {
        double sum = 0;
        long tokens = 0;
        for (int i = 0; i < sequences; i++) {
            TokenBatch batch = data.read((int) ((long) i * data.windows() / sequences));
            sum += objective.measure(batch) * batch.counting();
            tokens += batch.counting();
        }
        return sum / tokens;
    }
}
