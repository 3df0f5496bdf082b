package org.spikingbrain4j.training;

/** Texts cut into sequences, in an endless order that depends on a seed alone: what a step reads is a function of its number. */
interface Sequences {
    /** Sequences there are. */
    int windows();

    /** How many of them are read. */
    int used();

    /** Where one that is read stands among those, the same place however many are read; from 0. */
    int rank(int window);

    /** The sequences from a place in the endless order on. */
    TokenBatch batch(long first, int count);

    /** One sequence, in the order of the texts. */
    TokenBatch window(int index);
}
