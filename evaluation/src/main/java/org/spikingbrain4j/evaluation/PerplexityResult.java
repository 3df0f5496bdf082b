package org.spikingbrain4j.evaluation;

/**
 * How well a model predicts a text.
 *
 * @param tokens number of tokens that were predicted: all but the first
 * @param meanLoss mean of -log p(token | tokens before it), natural logarithm (spec section 5)
 */
public record PerplexityResult(long tokens, double meanLoss) {

    /** e^meanLoss. */
    public double perplexity() {
        return Math.exp(meanLoss);
    }

    /**
     * Loss in bits per byte of text, comparable between tokenizers.
     *
     * @param bytes of the predicted text in UTF-8, at least 1
     */
    public double bitsPerByte(long bytes) {
        return tokens * meanLoss / Math.log(2) / bytes;
    }
}
