package org.spikingbrain4j.cli;

import org.spikingbrain4j.model.MlpSpiking;
import org.spikingbrain4j.model.SpikingMode;
import org.spikingbrain4j.model.SpikingOptions;
import picocli.CommandLine.Option;

/** Whether a model's linears are fed spikes, and how. */
final class SpikingFlags {
    @Option(
            names = "--spiking",
            paramLabel = "MODE",
            defaultValue = "checkpoint",
            description =
                    "off, counts (products of all counts), events (visits only channels that spike), auto (in every pass the faster), or checkpoint: auto for quantised weights, off for floats. Default: checkpoint.")
    private SpikingMode mode;

    @Option(
            names = "--k",
            paramLabel = "K",
            description = "Spikes of a channel on average: more are more exact. Default: the checkpoint's own, else 3.")
    private Double k;

    @Option(
            names = "--mlp",
            paramLabel = "WHICH",
            description =
                    "Linears of the MLP that are fed spikes: all, or official (down_proj stays dense, as in the official code). Default: official for W8ASpike, else all.")
    private MlpSpiking mlp;

    /**
     * @throws InputException where k is not a positive number
     */
    SpikingOptions options() {
        SpikingOptions options = SpikingOptions.DEFAULT.withMode(mode);
        if (k != null) {
            options = options.withK(Require.positive("--k", k));
        }
        return mlp == null ? options : options.withMlp(mlp);
    }
}
