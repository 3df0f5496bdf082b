package org.spikingbrain4j.training;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.corpus.TokenStore;
import org.spikingbrain4j.corpus.TokenizerFingerprint;

/** Two folders of tokens. */
final class StoredTexts implements TrainingTexts {
    private final TokenStore train;
    private final TokenStore valid;

    private StoredTexts(TokenStore train, TokenStore valid) {
        this.train = train;
        this.valid = valid;
    }

    static StoredTexts open(Path train, Path valid) {
        TokenStore opened = TokenStore.open(train);
        try {
            return new StoredTexts(opened, TokenStore.open(valid));
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    @Override
    public void requireFitting(Path model) {
        int vocabulary = Checkpoint.config(model).vocabularySize();
        String tokenizer = TokenizerFingerprint.of(model);
        requireFitting(vocabulary, tokenizer, train);
        requireFitting(vocabulary, tokenizer, valid);
    }

    private static void requireFitting(int vocabulary, String tokenizer, TokenStore tokens) {
        if (tokens.vocabularySize() > vocabulary) {
            throw new TrainingException(
                    "%s: the data has a vocabulary of %d tokens, the model one of %d; tokenize the text with the model's own tokenizer"
                            .formatted(tokens.folder(), tokens.vocabularySize(), vocabulary));
        }
        if (!tokens.tokenizerFingerprint().equals(tokenizer)) {
            throw new TrainingException(
                    "%s: another tokenizer than the model's made these tokens; tokenize the text with the model's own"
                            .formatted(tokens.folder()));
        }
    }

    @Override
    public void requireLongEnough(Stage stage) {
        TokenWindows.count(train, stage.sequenceLength());
        TokenWindows.count(valid, stage.sequenceLength());
    }

    @Override
    public Map<String, String> fingerprints() {
        return Map.of(Origin.TRAIN, train.fingerprint(), Origin.VALID, valid.fingerprint());
    }

    @Override
    public Sequences train(Stage stage, long seed) {
        return new TokenWindows(
                train, stage.sequenceLength(), stage.textTokens().orElse(Long.MAX_VALUE), seed);
    }

    @Override
    public Optional<Sequences> valid(Stage stage) {
        return Optional.of(new TokenWindows(valid, stage.sequenceLength(), Long.MAX_VALUE, 0));
    }

    @Override
    public void close() {
        train.close();
        valid.close();
    }
}
