package org.spikingbrain4j.checkpoint;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the config of a quantised model: that of the model it was made of, and how it was made. */
public final class QuantizedConfig {
    private QuantizedConfig() {}

    /**
     * @param model folder of the model it was made of
     * @param target folder of the new model
     * @throws CheckpointException where the one cannot be read or the other not be written
     */
    public static void write(Path model, Path target, Int8Quantization quantization) {
        ObjectNode config = JsonFile.read(model.resolve("config.json"));
        ObjectNode fields = config.putObject("quantization_config");
        fields.put("quant_method", Int8Quantization.METHOD);
        fields.put("group_size", quantization.groupSize());
        ArrayNode k = fields.putArray("k");
        quantization.k().forEach(k::add);
        Path file = target.resolve("config.json");
        try {
            String text = new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(config);
            Files.writeString(file, text + "\n");
        } catch (IOException e) {
            throw new CheckpointException(
                    "%s: cannot write the file: %s; check that the folder may be written, and has space"
                            .formatted(file, Quote.reason(e)),
                    e);
        }
    }
}
