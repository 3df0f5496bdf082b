package org.spikingbrain4j.training;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Conversations that a model's own tokenizer has made tokens of. */
record ConversationTexts(List<Conversation> train, Optional<List<Conversation>> held) implements TrainingTexts {
    ConversationTexts {
        train = List.copyOf(train);
        held = held.map(List::copyOf);
    }

    /** The tokenizer was compared with the model when it was opened. */
    @Override
    public void requireFitting(Path model) {}

    /** The configuration has the file's digest. */
    @Override
    public Map<String, String> fingerprints() {
        return Map.of();
    }

    @Override
    public Sequences train(Stage stage, long seed) {
        return new ConversationSequences(train, seed);
    }

    @Override
    public Optional<Sequences> valid(Stage stage) {
        return held.map(found -> new ConversationSequences(found, 0));
    }

    @Override
    public void close() {}
}
