package org.spikingbrain4j.inference;

/**
 * A token and the natural logarithm of its probability under the model, before penalties and temperature.
 *
 * @param logprob at most 0
 */
public record TokenLogprob(int token, double logprob) {}
