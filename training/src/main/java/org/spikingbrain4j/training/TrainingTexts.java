package org.spikingbrain4j.training;

import java.nio.file.Path;
import java.util.Optional;

/** What a training learns from and what it is measured on. */
interface TrainingTexts extends AutoCloseable {
    /** @throws TrainingException where the texts have tokens that the model in that folder does not know */
    void requireFitting(Path model);

    /** What a stage learns from. */
    Sequences train(Stage stage, long seed);

    /** What is never learned; empty where nothing is measured. */
    Optional<Sequences> valid(Stage stage);

    @Override
    void close();
}
