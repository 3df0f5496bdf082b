package org.spikingbrain4j.inference;

/**
 * What a generation starts from.
 *
 * @param before tokens that the state has read already and that belong to the prompt
 * @param tokens the tokens to read, at least one
 * @param whenRead runs when they are read, before the first token is chosen
 */
record Prompt(int[] before, int[] tokens, Runnable whenRead) {
    Prompt(int[] tokens) {
        this(new int[0], tokens, () -> {});
    }
}
