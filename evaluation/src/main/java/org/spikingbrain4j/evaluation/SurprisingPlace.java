package org.spikingbrain4j.evaluation;

import java.util.List;

/**
 * A window of a text with what is around it.
 *
 * @param position of its first token
 * @param meanLoss of its tokens, nats
 * @param peak position of its most surprising token
 * @param peakLoss of that token, nats
 * @param before up to 32 tokens in front of it
 * @param tokens of the window
 * @param after up to 16 tokens behind it
 */
public record SurprisingPlace(
        long position,
        double meanLoss,
        long peak,
        double peakLoss,
        List<Integer> before,
        List<Integer> tokens,
        List<Integer> after) {}
