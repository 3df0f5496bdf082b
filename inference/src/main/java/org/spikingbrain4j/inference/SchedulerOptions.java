package org.spikingbrain4j.inference;

/**
 * How much a {@link Scheduler} takes on.
 *
 * @param maxRunning sequences that are read and generated at once; each has a state in memory
 * @param maxWaiting requests that may wait for one of these places; more are refused
 * @param prefixes what is kept of prompts and answers, so that it is not read again
 */
public record SchedulerOptions(int maxRunning, int maxWaiting, PrefixCacheOptions prefixes) {
    /** 64 running, 256 waiting, prefixes up to 1 GiB. */
    public static final SchedulerOptions DEFAULT = new SchedulerOptions(64, 256, PrefixCacheOptions.DEFAULT);

    /**
     * @throws org.spikingbrain4j.model.InvalidInputException where a value is outside its range
     */
    public SchedulerOptions {
        Range.require(maxRunning >= 1, "maxRunning", "at least 1", maxRunning);
        Range.require(maxWaiting >= 0, "maxWaiting", "0 (nobody waits) or more", maxWaiting);
    }

    public SchedulerOptions withMaxRunning(int newMaxRunning) {
        return new SchedulerOptions(newMaxRunning, maxWaiting, prefixes);
    }

    public SchedulerOptions withMaxWaiting(int newMaxWaiting) {
        return new SchedulerOptions(maxRunning, newMaxWaiting, prefixes);
    }

    public SchedulerOptions withPrefixes(PrefixCacheOptions newPrefixes) {
        return new SchedulerOptions(maxRunning, maxWaiting, newPrefixes);
    }
}
