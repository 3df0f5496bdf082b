package org.spikingbrain4j.operators;

import java.util.OptionalInt;

/**
 * A place where models run: it takes weights once, allocates what sequences remember, and opens passes. Safe for use by
 * several threads; a pass belongs to one.
 */
public interface Backend extends AutoCloseable {
    /** One line for people: which kernels, vector width, threads. */
    String description();

    /**
     * Takes a weight: maps, repacks or uploads it. The tensor's memory must stay alive as long as the back end.
     *
     * @throws SpikingBrainException where the data type is not one it can compute with
     */
    Weight load(HostTensor tensor);

    /**
     * Takes a float matrix [out, in] for {@link SpikeExecution#EVENTS}: a back end that can skip silent channels keeps it by
     * input channel, as a copy.
     *
     * @throws SpikingBrainException where the data type is not one it can compute with
     */
    Weight loadForEvents(HostTensor matrix);

    /** Whether every pass reads weights from where they were when they were loaded, except those for {@link #loadForEvents}. */
    default boolean leavesWeightsInPlace() {
        return false;
    }

    /**
     * Takes an integer matrix, for dense activations and both kinds of spikes. Its memory must stay alive as long as the back
     * end; its shape as a weight is [out, in].
     */
    Weight load(Int8Matrix matrix);

    RecurrentState recurrentState(AttentionHeads heads);

    /**
     * @param window visible keys per query, itself included; empty for full attention
     */
    default KeyValueCache keyValueCache(AttentionHeads heads, OptionalInt window) {
        return keyValueCache(heads, window, 0);
    }

    /**
     * @param window visible keys per query, itself included; empty for full attention
     * @param pinned first tokens, which every query sees beside its window and which see each other; 0 where there are none
     */
    KeyValueCache keyValueCache(AttentionHeads heads, OptionalInt window, int pinned);

    /** Opens a pass of one sequence; close it to release its tensors. */
    default Operators openPass() {
        return openPass(Integer.MAX_VALUE);
    }

    /**
     * Opens a pass of one or many sequences; close it to release its tensors. How a row is computed may depend on the longest span,
     * but not on the number of rows: sequences that read a token each get the very bits that each gets alone.
     *
     * @param longestSpan most rows of the pass that belong to one sequence
     */
    Operators openPass(int longestSpan);

    /**
     * The back end itself, without views of it that only watch its passes: for what the model reads on its own behalf, and no text has.
     */
    default Backend unobserved() {
        return this;
    }

    @Override
    void close();
}
