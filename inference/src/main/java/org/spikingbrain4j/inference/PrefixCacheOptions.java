package org.spikingbrain4j.inference;

/**
 * What a {@link PrefixCache} keeps.
 *
 * @param bytes most memory of all snapshots together; 0 keeps none
 * @param everyTokens snapshots within long prompts lie at multiples of this many tokens
 */
public record PrefixCacheOptions(long bytes, int everyTokens) {
    /** At most 1 GiB, which is four states of a SpikingBrain-7B; within prompts every 4096 tokens. */
    public static final PrefixCacheOptions DEFAULT = new PrefixCacheOptions(1L << 30, 4096);

    /** Keeps nothing: every prompt is read from its beginning. */
    public static final PrefixCacheOptions NONE = DEFAULT.withBytes(0);

    /**
     * @throws org.spikingbrain4j.model.InvalidInputException where a value is outside its range
     */
    public PrefixCacheOptions {
        Range.require(bytes >= 0, "bytes", "0 (none) or more", bytes);
        Range.require(everyTokens >= 1, "everyTokens", "at least 1", everyTokens);
    }

    public PrefixCacheOptions withBytes(long newBytes) {
        return new PrefixCacheOptions(newBytes, everyTokens);
    }
}
