package org.spikingbrain4j.training;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What a training learns from and what it is measured on. */
interface TrainingTexts extends AutoCloseable {
    /** @throws TrainingException where the model in that folder has other tokens */
    void requireFitting(Path model);

    /** @throws TrainingException where they are shorter than one sequence of the stage */
    void requireLongEnough(Stage stage);

    /** Of what a resumed training must find again, beside its configuration; see {@link Origin}. */
    Map<String, String> fingerprints();

    /** What a stage learns from. */
    Sequences train(Stage stage, long seed);

    /** What is never learned; empty where nothing is measured. */
    Optional<Sequences> valid(Stage stage);

    @Override
    void close();
}
