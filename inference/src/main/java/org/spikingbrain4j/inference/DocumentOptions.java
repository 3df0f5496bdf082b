package org.spikingbrain4j.inference;

/**
 * What documents a model shall write of itself.
 *
 * @param tokens to be written in all, at least one: the document that reaches them is the last
 * @param documentsLength most tokens of a document before the border, at least one
 * @param batch documents written at once; the documents depend on it only where the back end rounds other numbers of rows otherwise
 * @param temperature divides the logits; above 0, 1 is the model's own distribution
 * @param topP keeps the most probable tokens that together reach this share; above 0 to 1, 1 is off
 * @param seed the same seed gives the same documents
 */
public record DocumentOptions(long tokens, int documentsLength, int batch, double temperature, double topP, long seed) {
    /**
     * @throws org.spikingbrain4j.model.InvalidInputException where a value is outside its range
     */
    public DocumentOptions {
        Range.require(tokens >= 1, "tokens", "at least 1", tokens);
        Range.require(documentsLength >= 1, "documentsLength", "at least 1", documentsLength);
        Range.require(batch >= 1, "batch", "at least 1", batch);
        Range.require(
                temperature > 0 && Double.isFinite(temperature),
                "temperature",
                "a number above 0 (at 0 all documents are the same)",
                temperature);
        Range.require(topP > 0 && topP <= 1, "topP", "above 0, at most 1 (off)", topP);
    }

    SamplingOptions sampling() {
        return SamplingOptions.builder().temperature(temperature).topP(topP).build();
    }
}
