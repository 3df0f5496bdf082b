package org.spikingbrain4j.inference;

import java.util.Map;
import org.spikingbrain4j.model.InvalidInputException;

/** OpenAI's logit bias: logit + bias for some tokens. */
final class LogitBias implements LogitsTransform {
    private final Map<Integer, Double> biases;

    /**
     * @throws InvalidInputException where a token is outside the vocabulary
     */
    LogitBias(Map<Integer, Double> biases, int vocabularySize) {
        this.biases = biases;
        for (int token : biases.keySet()) {
            Range.require(
                    token >= 0 && token < vocabularySize,
                    "logitBias",
                    "tokens from 0 to %d, the vocabulary of the model".formatted(vocabularySize - 1),
                    token);
        }
    }

    @Override
    public void promptToken(int token) {
        // The bias is the same wherever a token stands.
    }

    @Override
    public void generatedToken(int token) {
        // The bias is the same wherever a token stands.
    }

    @Override
    public void apply(float[] logits) {
        biases.forEach((token, bias) -> logits[token] = (float) (logits[token] + bias));
    }
}
