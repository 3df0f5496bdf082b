package org.spikingbrain4j.cli;

import java.util.Optional;
import org.spikingbrain4j.model.ExpertActivity;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.ObservedBackend;
import org.spikingbrain4j.model.SpikeActivity;
import org.spikingbrain4j.operators.Backend;
import picocli.CommandLine.Option;

/** Whether what a model does is counted on the way. Who asks for no statistics pays nothing for them. */
final class StatisticsFlag {
    @Option(
            names = "--stats",
            description =
                    "At the end, say how sparse the spikes were and what a token would cost in energy, and which experts got how many tokens.")
    private boolean wanted;

    private final SpikeActivity spikes = new SpikeActivity();
    private final ExpertActivity experts = new ExpertActivity();

    /** The back end to load the model on. */
    Backend over(Backend backend) {
        return wanted ? new ObservedBackend(backend, spikes, experts) : backend;
    }

    /**
     * @throws InputException where there is nothing to count
     */
    void requirePossible(LanguageModel model) {
        if (wanted && model.spiking().isEmpty() && !model.config().hasExperts()) {
            throw new InputException("--stats: nothing spikes here; add --spiking auto, counts or events");
        }
    }

    /** Empty where none are wanted, or nothing was read. */
    Optional<RunStatistics> statistics(LanguageModel model) {
        return spikes.tokens() > 0
                ? Optional.of(new RunStatistics(spikes, experts, model.expertMemory()))
                : Optional.empty();
    }
}
