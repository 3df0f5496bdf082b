package org.spikingbrain4j.training;

/** Is told how a training goes on. */
public interface TrainingListener {
    /** After every step; false stops the training, with a checkpoint to resume from. */
    boolean step(TrainingProgress progress);

    /** What people should know. */
    void note(String line);
}
