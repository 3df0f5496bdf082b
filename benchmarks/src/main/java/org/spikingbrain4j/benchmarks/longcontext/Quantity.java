package org.spikingbrain4j.benchmarks.longcontext;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a measurement says; times in seconds, sizes in bytes, of the measured layers alone where a shape is scaled. */
enum Quantity {
    /** Prefill: from the first token to the choice of the next. Decode: median of a token. */
    SECONDS,
    /** Slowest of the decoded tokens. */
    SLOWEST_SECONDS,
    /** How long the whole point took, with loading and warming up. */
    WHOLE_SECONDS,
    /** Of {@link #SECONDS}: linears of the layers. */
    LINEAR_SECONDS,
    /** Of {@link #SECONDS}: softmax attention, with window or full. */
    ATTENTION_SECONDS,
    /** Of {@link #SECONDS}: gated linear attention. */
    GATED_LINEAR_SECONDS,
    /** Of {@link #SECONDS}: embedding and output matrix, which do not grow with the layers. */
    HEAD_SECONDS,
    /** What the sequence remembers. */
    STATE_BYTES,
    /** Java heap in use after a collection at the end, the state included. */
    HEAP_BYTES,
    /** Most memory outside of heap and mapped weights. */
    NATIVE_BYTES,
    /** Most memory resident at once that is no mapped file; the whole heap is resident from the start. */
    RESIDENT_BYTES,
    /** Heap allowed. */
    HEAP_LIMIT_BYTES;

    @JsonValue
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
