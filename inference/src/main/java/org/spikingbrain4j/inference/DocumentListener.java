package org.spikingbrain4j.inference;

/** Takes documents as they are written. An exception thrown here ends the writing and reaches the caller. */
public interface DocumentListener {
    /**
     * The next document, in order.
     *
     * @param tokens with the border as the last
     * @param ended whether the model ended it; false: it reached the length
     */
    void document(int[] tokens, boolean ended);

    /**
     * After every pass.
     *
     * @param written tokens of documents, those not finished included
     * @param total that are wanted
     */
    default void progress(long written, long total) {}
}
