package org.spikingbrain4j.cli;

import java.nio.file.Path;
import org.spikingbrain4j.checkpoint.ModelConfig;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.operators.Backend;

/** The line every run begins with: what it runs on. */
final class StartLine {
    private StartLine() {}

    static String of(Path directory, LanguageModel model, Backend backend) {
        String spiking = model.spiking().map(how -> ", " + how.description()).orElse("");
        return of(directory, model.config(), backend) + spiking;
    }

    /** The same for a model that is not loaded. */
    static String of(Path directory, ModelConfig config, Backend backend) {
        return "Java %s, %s, %s memory; %s: %s, %d layers, hidden size %d"
                .formatted(
                        Runtime.version().feature(),
                        backend.description(),
                        memory(),
                        name(directory),
                        config.modelType(),
                        config.layers(),
                        config.hiddenSize());
    }

    /** The folder's own name, also for {@code .} and {@code ..}. */
    static String name(Path directory) {
        Path name = directory.toAbsolutePath().normalize().getFileName();
        return name == null ? directory.toString() : name.toString();
    }

    private static String memory() {
        return Quantity.bytes(
                MachineMemory.physical().orElse(Runtime.getRuntime().maxMemory()));
    }
}
