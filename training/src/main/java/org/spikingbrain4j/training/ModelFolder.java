package org.spikingbrain4j.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.spikingbrain4j.checkpoint.OutputFolder;
import org.spikingbrain4j.checkpoint.SafetensorsWriter;
import org.spikingbrain4j.operators.HostTensor;

/** A model's folder with new weights: configuration, tokenizer and chat template are those it began with. */
final class ModelFolder {
    private ModelFolder() {}

    static void write(Path start, List<HostTensor> weights, Path target) {
        try (OutputFolder folder = OutputFolder.forModel(start, target, true)) {
            Files.copy(start.resolve("config.json"), folder.path().resolve("config.json"));
            SafetensorsWriter.write(folder.path().resolve("model.safetensors"), weights, Map.of("format", "pt"));
            folder.copyCompanions(start);
            folder.finish();
        } catch (IOException e) {
            throw new TrainingException("%s: cannot be written: %s".formatted(target, e.getMessage()), e);
        }
    }
}
