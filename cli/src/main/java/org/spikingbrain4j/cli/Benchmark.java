package org.spikingbrain4j.cli;

import java.time.Duration;
import java.util.Random;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.Logits;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.SequenceState;

/** Reads a random prompt and goes on with the most probable tokens, taking the times of both. */
final class Benchmark {
    private static final long SEED = 1;

    private final LanguageModel model;
    private final int decodeTokens;

    Benchmark(LanguageModel model, int decodeTokens) {
        this.model = model;
        this.decodeTokens = decodeTokens;
    }

    /**
     * @param prefill until the first token is chosen
     * @param decode for all tokens after it
     */
    record Times(Duration prefill, Duration decode) {}

    Times run(int promptLength, Interrupt interrupt) {
        int[] prompt = new Random(SEED)
                .ints(promptLength, 0, model.config().vocabularySize())
                .toArray();
        try (SequenceState state = model.newState()) {
            long start = System.nanoTime();
            Logits logits = model.forward(prompt, state, LogitsWanted.LAST, (read, total) -> interrupt.check());
            int token = logits.argmax(0);
            long first = System.nanoTime();
            for (int i = 0; i < decodeTokens; i++) {
                interrupt.check();
                token = model.forward(new int[] {token}, state, LogitsWanted.LAST)
                        .argmax(0);
            }
            return new Times(Duration.ofNanos(first - start), Duration.ofNanos(System.nanoTime() - first));
        }
    }
}
