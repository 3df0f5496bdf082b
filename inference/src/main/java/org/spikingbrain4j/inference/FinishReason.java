package org.spikingbrain4j.inference;

/** Why a generation ended. */
public enum FinishReason {
    /** The model produced a stop token, the text a stop string, or all that its grammar allows. */
    STOP,
    /** The maximum number of tokens was reached, or the positions that a full-attention model was trained for. */
    LENGTH,
    /** The caller cancelled; what was generated until then is valid. */
    CANCELLED
}
