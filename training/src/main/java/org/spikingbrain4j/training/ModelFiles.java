package org.spikingbrain4j.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.spikingbrain4j.checkpoint.OutputFolder;
import org.spikingbrain4j.checkpoint.SafetensorsWriter;
import org.spikingbrain4j.operators.HostTensor;

/** A model that was trained, as a folder that runs. */
final class ModelFiles {
    static final String WEIGHTS = "model.safetensors";

    private ModelFiles() {}

    /**
     * Writes what was learned; configuration, tokenizer and chat template are those of the model that it began from.
     *
     * @param start its folder
     */
    static void write(OutputFolder folder, Path start, List<HostTensor> weights) throws IOException {
        Files.copy(start.resolve("config.json"), folder.path().resolve("config.json"));
        SafetensorsWriter.write(folder.path().resolve(WEIGHTS), weights, Map.of("format", "pt"));
        folder.copyCompanions(start);
    }
}
