package org.spikingbrain4j.inference;

/** Turns the tokens of one text into whole characters. */
interface TextDecoder {
    /** The characters that the next token completes, often none or several. */
    String accept(int token);

    /** What is left at the end: the text of an incomplete character. */
    String finish();
}
