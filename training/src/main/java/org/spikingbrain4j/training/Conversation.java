package org.spikingbrain4j.training;

/**
 * A conversation to learn from.
 *
 * @param tokens as the model reads them
 * @param targets the token that follows each; negative where that is not the assistant's
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Conversation(int[] tokens, int[] targets) {}
