package org.spikingbrain4j.inference;

/**
 * OpenAI's presence and frequency penalties: logit - presence - count · frequency for tokens that were generated before.
 * The prompt does not count.
 */
final class OccurrencePenalty implements LogitsTransform {
    private final double presence;
    private final double frequency;
    private final TokenCounts generated;

    OccurrencePenalty(double presence, double frequency, int vocabularySize) {
        this.presence = presence;
        this.frequency = frequency;
        this.generated = new TokenCounts(vocabularySize);
    }

    @Override
    public void promptToken(int token) {
        // Only generated tokens are penalised.
    }

    @Override
    public void generatedToken(int token) {
        generated.add(token);
    }

    @Override
    public void apply(float[] logits) {
        for (int i = 0; i < generated.size(); i++) {
            int token = generated.token(i);
            logits[token] = (float) (logits[token] - presence - frequency * generated.count(token));
        }
    }
}
