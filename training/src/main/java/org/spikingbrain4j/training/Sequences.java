package org.spikingbrain4j.training;

/** Texts cut into sequences, in an endless order that depends on a seed alone: what a step reads is a function of its number. */
interface Sequences {
    /** Which are read, and when. */
    SequenceOrder order();

    /** Some of them, by their numbers in the order of the texts. */
    TokenBatch read(int... windows);

    /** Sequences there are. */
    default int windows() {
        return order().sequences();
    }

    /** How many of them are read. */
    default int used() {
        return order().used();
    }

    /** Where one that is read stands among those, the same place however many are read; from 0. */
    default int rank(int window) {
        return order().rank(window);
    }

    /** The sequences from a place in the endless order on. */
    default TokenBatch batch(long first, int count) {
        return read(order().at(first, count));
    }
}
