package org.spikingbrain4j.checkpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
        put(config, quantization);
        JsonFile.write(target.resolve("config.json"), config);
    }

    /** Adds how a model was quantised to its config. */
    static void put(ObjectNode config, Int8Quantization quantization) {
        ObjectNode fields = config.putObject("quantization_config");
        fields.put("quant_method", Int8Quantization.METHOD);
        fields.put("group_size", quantization.groupSize());
        ArrayNode k = fields.putArray("k");
        quantization.k().forEach(k::add);
    }
}
