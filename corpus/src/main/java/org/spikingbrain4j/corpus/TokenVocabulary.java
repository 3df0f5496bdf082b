package org.spikingbrain4j.corpus;

import java.nio.file.Path;
import org.spikingbrain4j.tokenizer.Tokenizer;

/**
 * What token ids mean.
 *
 * @param size one more than the highest id
 * @param border the id that ends every document
 * @param fingerprint of the tokenizer, see {@link TokenizerFingerprint}
 */
public record TokenVocabulary(int size, int border, String fingerprint) {
    /**
     * @throws IllegalArgumentException where the border is no id of the vocabulary
     */
    public TokenVocabulary {
        if (border < 0 || border >= size) {
            throw new IllegalArgumentException("border: expected an id below %d, found %d".formatted(size, border));
        }
    }

    /**
     * Of a tokenizer. Documents end with {@link Tokenizer#endOfDocument()}.
     *
     * @param folder of the tokenizer
     * @throws CorpusException where it has neither
     */
    public static TokenVocabulary of(Tokenizer tokenizer, Path folder) {
        int border = tokenizer
                .endOfDocument()
                .orElseThrow(() -> new CorpusException(
                        "%s: has no token that ends a document; add eos_token to tokenizer_config.json"
                                .formatted(folder)));
        return new TokenVocabulary(tokenizer.vocabularySize(), border, TokenizerFingerprint.of(folder));
    }
}
