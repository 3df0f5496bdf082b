package org.spikingbrain4j.operators;

import java.util.OptionalInt;

/**
 * Rotated keys, and values, of the tokens a softmax-attention layer can still see. With a window it is constant in size,
 * else it grows.
 */
public interface KeyValueCache extends AutoCloseable {
    AttentionHeads heads();

    /** How many keys a query sees, itself included; empty: all. */
    OptionalInt window();

    /** First tokens that every query sees beside its window. */
    int pinned();

    /** Tokens held: the pinned ones, and at most the window of others. */
    int length();

    /** An independent copy. */
    KeyValueCache copy();

    /** A copy of the keys, [kvHeads, length, headDim], oldest first. */
    HostTensor exportKeys(String name);

    /** A copy of the values, [kvHeads, length, headDim], oldest first. */
    HostTensor exportValues(String name);

    /**
     * Replaces the contents.
     *
     * @param keys [kvHeads, length, headDim], oldest first
     * @param values the same shape
     * @throws IllegalArgumentException where the shapes do not fit, or the length is less than the pinned tokens or more than these and
     *     the window
     */
    void restore(HostTensor keys, HostTensor values);

    /** Bytes it occupies, with room for tokens to come. */
    long bytes();

    /** Bytes of the key and the value of a token. */
    long bytesPerToken();

    @Override
    void close();
}
