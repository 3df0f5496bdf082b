package org.spikingbrain4j.model;

/**
 * How a model gets along with the memory that its experts may occupy, see {@link ModelOptions#expertBytes}.
 *
 * @param budget in bytes
 * @param resident bytes of experts that are in memory or on their way
 * @param uses of an expert for the tokens of a pass that go to it
 * @param reads of an expert from the file
 */
public record ExpertMemoryStatus(long budget, long resident, long uses, long reads) {}
