package org.spikingbrain4j.cli;

import java.nio.file.Path;
import org.spikingbrain4j.model.ModelOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model, and how it is run. */
final class ModelFlags {
    private static final int MIB = 20;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "DIR",
            description =
                    "The model's folder: config.json, weights (safetensors or PyTorch), tokenizer. Default: the small model that comes with the program.")
    private Path model;

    @Option(
            names = "--window-plus-one",
            description =
                    "Window layers see W + 1 keys, as flash-attention and the official training count; default W.")
    private boolean windowPlusOne;

    @Option(
            names = "--chunk-tokens",
            paramLabel = "N",
            description = "Tokens of a prompt read at once: memory grows with it, results do not change. Default: 512.")
    private Integer chunkTokens;

    @Option(
            names = "--expert-mib",
            paramLabel = "MIB",
            description =
                    "Most memory of routed experts, for models larger than memory: the longest unused go and are read from the file again. Linux; results do not change. Default: the system keeps what it can.")
    private Integer expertMib;

    @Mixin
    private SpikingFlags spiking;

    /**
     * The model's folder: the one that was asked for, or the one that comes with the program.
     *
     * @throws InputException where none was asked for and none came with it
     */
    Path directory() {
        return bundled() ? BundledModel.directory() : model;
    }

    /** Whether none was asked for. */
    boolean bundled() {
        return model == null || model.toString().isEmpty();
    }

    ModelOptions options() {
        ModelOptions options =
                ModelOptions.DEFAULT.withWindowPlusOne(windowPlusOne).withSpiking(spiking.options());
        if (chunkTokens != null) {
            options = options.withChunkTokens(Require.positive("--chunk-tokens", chunkTokens));
        }
        return expertMib == null
                ? options
                : options.withExpertBytes((long) Require.positive("--expert-mib", expertMib) << MIB);
    }
}
