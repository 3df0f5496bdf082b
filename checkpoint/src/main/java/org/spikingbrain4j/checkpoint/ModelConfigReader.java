package org.spikingbrain4j.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** Reads {@code config.json} and {@code generation_config.json}; what would change the mathematics is refused by name. */
final class ModelConfigReader {
    private ModelConfigReader() {}

    /**
     * @throws ConfigException where a field is unsound or not supported
     * @throws UnsupportedModelException where the model_type is unknown
     */
    static ModelConfig read(Path directory) {
        ConfigFields config = ConfigFields.read(directory.resolve("config.json"));
        Path generation = directory.resolve("generation_config.json");
        return model(config, Files.exists(generation) ? ConfigFields.read(generation) : config);
    }

    /** The same of a text; what generates is in there too. */
    static ModelConfig parse(String where, String text) {
        ConfigFields config = ConfigFields.parse(where, text);
        return model(config, config);
    }

    private static ModelConfig model(ConfigFields config, ConfigFields generation) {
        String modelType = config.text("model_type", "gla_swa, gla_swa_moe, llama or qwen2");
        config.requireText("hidden_act", new TreeSet<>(Set.of("silu", "swish")));
        ModelFields fields = new ModelFields(config, generation);
        return switch (modelType) {
            case GlaSwaConfig.MODEL_TYPE -> new SpikingBrainConfigReader(fields).glaSwa();
            case GlaSwaMoeConfig.MODEL_TYPE -> new SpikingBrainConfigReader(fields).glaSwaMoe();
            case "llama", "qwen2" -> new TransformerConfigReader(fields).read(modelType.equals("llama"));
            default ->
                throw new UnsupportedModelException(
                        "%s: field model_type: %s is unknown; known are gla_swa, gla_swa_moe, llama and qwen2"
                                .formatted(config.where(), Quote.of(modelType)));
        };
    }
}
