package org.spikingbrain4j.cli;

import java.nio.file.Path;
import org.spikingbrain4j.checkpoint.ModelConfig;
import org.spikingbrain4j.documents.WholeText;
import org.spikingbrain4j.inference.TextModel;
import org.spikingbrain4j.model.CalibrationTexts;
import org.spikingbrain4j.operators.SpikingBrainException;
import org.spikingbrain4j.tokenizer.Tokenizer;

/** The text of a file as tokens on which a model is measured. */
final class CalibrationText {
    /** Tokens that are read where no number is given. */
    static final int DEFAULT_TOKENS = 2048;

    private CalibrationText() {}

    /**
     * @param most tokens to read
     * @throws SpikingBrainException where the file cannot be read or has no tokens
     */
    static CalibrationTexts read(Path file, int most, Path model, ModelConfig config) {
        String text = WholeText.of(file);
        try (Tokenizer tokenizer = TextModel.openTokenizer(model, config)) {
            int[] tokens = tokenizer.encode(text, true);
            return CalibrationTexts.of(tokens, most, config.maxPositions());
        } catch (SpikingBrainException e) {
            throw new InputException("%s: %s".formatted(file, e.getMessage()), e);
        }
    }
}
