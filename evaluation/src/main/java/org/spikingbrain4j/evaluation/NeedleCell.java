package org.spikingbrain4j.evaluation;

/**
 * How well needles at one depth of contexts of one length are found; means over the trials.
 *
 * @param length tokens of the context with needles and question
 * @param depth percent of the haystack in front of the needle
 * @param generated share of the wanted values that the model's greedy answer contains
 * @param likely share of trials in which the needle's value is more probable than every wrong one
 * @param gain how much more probable the needle's value is than without the needle, in nats
 */
public record NeedleCell(int length, int depth, double generated, double likely, double gain) {}
