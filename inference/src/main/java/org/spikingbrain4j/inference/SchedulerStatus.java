package org.spikingbrain4j.inference;

/**
 * What a {@link Scheduler} is doing.
 *
 * @param running requests that have a place
 * @param waiting requests that wait for one
 * @param decodePasses passes over the model that read a token of each of some sequences, since the beginning
 * @param decodedTokens tokens that these passes read
 * @param prefillPasses passes that read a piece of one prompt or document
 * @param prefilledTokens tokens that these passes read
 * @param prefixBytes memory of kept prefixes
 * @param prefixes kept prefixes
 */
public record SchedulerStatus(
        int running,
        int waiting,
        long decodePasses,
        long decodedTokens,
        long prefillPasses,
        long prefilledTokens,
        long prefixBytes,
        int prefixes) {}
