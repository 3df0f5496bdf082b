package org.spikingbrain4j.inference;

/** Why a generation ended. */
public enum FinishReason {
    /** The model produced a stop token, or the text a stop string. */
    STOP,
    /** The maximum number of tokens was reached, or the positions that a full-attention model was trained for. */
    LENGTH,
    /** The caller cancelled; what was generated until then is valid. */
    CANCELLED
}
