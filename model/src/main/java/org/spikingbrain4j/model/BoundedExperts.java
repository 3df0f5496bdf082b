package org.spikingbrain4j.model;

import java.util.Optional;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.MappedPages;
import org.spikingbrain4j.checkpoint.WeightFormat;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.SpikeExecution;

/** Decides whether the memory of experts can have the bounds that were asked for. */
final class BoundedExperts {
    private static final String OPTION = "experts' memory (--expert-mib): ";
    private static final double MIB = 1 << 20;

    private BoundedExperts() {}

    /**
     * Empty where there are to be no bounds.
     *
     * @throws InvalidInputException where they cannot be held
     */
    static Optional<ExpertMemory> memory(
            Checkpoint checkpoint, Backend backend, ModelOptions options, Optional<Spiking> spiking) {
        if (options.expertBytes().isEmpty()) {
            return Optional.empty();
        }
        require(checkpoint.config().hasExperts(), "this model has no experts; leave it out");
        require(backend.leavesWeightsInPlace(), "this back end copies all weights; use the CPU's (--backend cpu)");
        spiking.ifPresent(how -> requireMapped(how, checkpoint.weightFormat()));
        MappedPages pages = MappedPages.ofSystem()
                .orElseThrow(() -> new InvalidInputException(OPTION
                        + "needs Linux, found %s; leave it out: the system itself keeps what it can"
                                .formatted(System.getProperty("os.name"))));
        return Optional.of(new ExpertMemory(pages, options.expertBytes().getAsLong()));
    }

    private static void requireMapped(Spiking spiking, WeightFormat format) {
        require(
                format != WeightFormat.W8ASPIKE,
                "weights that are rounded when they are loaded lie outside of the file; quantize the model");
        require(
                format != WeightFormat.FLOAT || spiking.mode().execution() == SpikeExecution.COUNTS,
                "event-driven spikes need a copy of float weights; quantize the model, or use --spiking counts");
    }

    /**
     * To be asked when all experts are known; then none is in memory.
     *
     * @throws InvalidInputException where the largest one alone does not fit
     */
    static void requireRoom(ExpertMemory memory) {
        long budget = memory.status().budget();
        require(
                budget >= memory.largest(),
                "needs room for one expert, %.1f MiB, found %.1f MiB; allow more"
                        .formatted(memory.largest() / MIB, budget / MIB));
        memory.letGoOfIdle();
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new InvalidInputException(OPTION + problem);
        }
    }
}
