package org.spikingbrain4j.evaluation;

/**
 * How many questions a model answers.
 *
 * @param questions how many were asked, at least 1
 * @param accuracy share where the right choice is the most probable
 * @param normalizedAccuracy share where it has the highest log-probability per character of the choice
 * @param chance share that guessing gets
 */
public record ChoiceResult(long questions, double accuracy, double normalizedAccuracy, double chance) {

    /** Standard error of {@link #accuracy}; not a number for one question. */
    public double standardError() {
        return standardError(accuracy);
    }

    /** Standard error of {@link #normalizedAccuracy}; not a number for one question. */
    public double normalizedStandardError() {
        return standardError(normalizedAccuracy);
    }

    /** Of a mean of zeros and ones: sample deviation over the root of their number. */
    private double standardError(double share) {
        return Math.sqrt(share * (1 - share) / (questions - 1));
    }
}
