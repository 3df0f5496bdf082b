package org.spikingbrain4j.documents;

import java.util.OptionalDouble;

/**
 * Reads texts one after the other, each once and in pieces: what is in memory does not grow with them. Not safe for use by
 * several threads.
 */
public interface TextReader extends AutoCloseable {
    /**
     * Goes to the next text; what is left of the current one is passed over.
     *
     * @return whether there is one
     * @throws DocumentException where it cannot be read
     */
    boolean next();

    /** Where the current text comes from: a file, or a file and a line, or standard input. */
    String name();

    /**
     * The next piece of the current text: some ten thousand characters, never half a surrogate pair; empty where the text has
     * ended.
     *
     * @throws DocumentException where it cannot be read, or is no text
     */
    String piece();

    /** Which part of all input was taken, buffers included, 0 to 1; empty where its length is not known. */
    OptionalDouble share();

    @Override
    void close();
}
