package org.spikingbrain4j.inference;

import java.util.concurrent.atomic.LongAdder;

/** How many passes a batcher has run, and what they read. */
final class PassCounts {
    private final LongAdder decodePasses = new LongAdder();
    private final LongAdder decodedTokens = new LongAdder();
    private final LongAdder prefillPasses = new LongAdder();
    private final LongAdder prefilledTokens = new LongAdder();

    void decoded(int tokens) {
        decodePasses.increment();
        decodedTokens.add(tokens);
    }

    void prefilled(int tokens) {
        prefillPasses.increment();
        prefilledTokens.add(tokens);
    }

    long decodePasses() {
        return decodePasses.sum();
    }

    long decodedTokens() {
        return decodedTokens.sum();
    }

    long prefillPasses() {
        return prefillPasses.sum();
    }

    long prefilledTokens() {
        return prefilledTokens.sum();
    }
}
