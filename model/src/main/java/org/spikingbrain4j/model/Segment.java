package org.spikingbrain4j.model;

/**
 * Tokens that continue one sequence in a pass.
 *
 * @param tokens the next tokens of the sequence, at least one
 * @param state what was read before; updated by the pass
 * @param wanted the positions whose logits are returned
 */
public record Segment(int[] tokens, SequenceState state, LogitsWanted wanted) {}
