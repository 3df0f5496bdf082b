package org.spikingbrain4j.inference;

/**
 * Makes tokens of the prompt and of the generated text less probable, or more where the penalty is below 1 (Keskar et al.
 * 2019, CTRL, section 4.1; for negative logits Hugging Face's form, which multiplies).
 */
final class RepetitionPenalty implements LogitsTransform {
    private final float penalty;
    private final TokenCounts seen;

    RepetitionPenalty(double penalty, int vocabularySize) {
        this.penalty = (float) penalty;
        this.seen = new TokenCounts(vocabularySize);
    }

    @Override
    public void promptToken(int token) {
        seen.add(token);
    }

    @Override
    public void generatedToken(int token) {
        seen.add(token);
    }

    @Override
    public void apply(float[] logits) {
        for (int i = 0; i < seen.size(); i++) {
            int token = seen.token(i);
            logits[token] = logits[token] < 0 ? logits[token] * penalty : logits[token] / penalty;
        }
    }
}
