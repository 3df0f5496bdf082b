package org.spikingbrain4j.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads the configuration of a training; unknown fields are refused by name. */
final class TrainingConfigReader {
    /** Found in every name. */
    private static final String EVERYTHING = "";

    private final Path file;

    TrainingConfigReader(Path file) {
        this.file = file;
    }

    TrainingConfig read() {
        String text = text();
        try {
            JsonFields fields =
                    new JsonFields(file.toString(), JsonMapper.builder().build().readTree(text));
            TrainingConfig config = fields.checked(() -> config(fields, text));
            fields.requireAllTaken();
            return config;
        } catch (JsonProcessingException e) {
            throw new TrainingException(
                    "%s: line %d: no JSON: %s".formatted(file, e.getLocation().getLineNr(), e.getOriginalMessage()), e);
        }
    }

    private String text() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new TrainingException(
                    "%s: the configuration cannot be read: %s"
                            .formatted(file, Files.exists(file) ? e.getMessage() : "no such file"),
                    e);
        }
    }

    private TrainingConfig config(JsonFields fields, String text) {
        JsonFields data = fields.object("data");
        TrainingConfig config = new TrainingConfig(
                file.toString(),
                start(fields.object("model")),
                path(data.text("train")),
                path(data.text("valid")),
                fields.optionalText("teacher").map(this::path),
                fields.optionalWhole("seed").orElse(1L),
                fields.optionalWhole("evaluate_every").orElse(200L),
                fields.optionalWhole("evaluate_tokens").orElse(65_536L),
                fields.optionalWhole("save_every").orElse(200L),
                fields.objects("stages").stream()
                        .map(stage -> stage.checked(() -> stage(stage)))
                        .toList(),
                text);
        data.requireAllTaken();
        return config;
    }

    private TrainingConfig.ModelStart start(JsonFields model) {
        Optional<String> folder = model.optionalText("folder");
        Optional<String> config = model.optionalJson("config");
        if (folder.isPresent() == config.isPresent()) {
            throw new TrainingException(
                    "%s: expected either folder (a model that is there) or config (a new one), found %s"
                            .formatted(model.where(), folder.isPresent() ? "both" : "neither"));
        }
        TrainingConfig.ModelStart start = folder.<TrainingConfig.ModelStart>map(
                        found -> new TrainingConfig.ModelStart.Folder(path(found)))
                .orElseGet(() -> fresh(config.orElseThrow(), model));
        model.requireAllTaken();
        return start;
    }

    /** The config is read here for its errors only: later ones could not name this file. */
    private TrainingConfig.ModelStart.Fresh fresh(String config, JsonFields model) {
        FreshModel.config("%s: model.config".formatted(file), config);
        return new TrainingConfig.ModelStart.Fresh(config, path(model.text("tokenizer")));
    }

    private static Stage stage(JsonFields fields) {
        Stage stage = new Stage(
                fields.text("name"),
                fields.choice("objective", Stage.Objective.class, Stage.Objective.LANGUAGE_MODEL),
                fields.count("sequence_length"),
                fields.optionalCount("sequences").orElse(1),
                fields.optionalCount("accumulation").orElse(1),
                fields.whole("tokens"),
                fields.optionalWhole("text_tokens").map(OptionalLong::of).orElse(OptionalLong.empty()),
                learningRate(fields),
                fields.optionalNumber("weight_decay").orElse(0.0),
                optional(fields.optionalNumber("clip")),
                fields.objects("rates").stream()
                        .map(rate -> rate.checked(() -> rate(rate)))
                        .toList(),
                pattern(fields, "trained", fields.optionalText("trained").orElse(EVERYTHING)),
                fields.optionalNumber("hidden_weight").orElse(0.0),
                fields.optionalNumber("token_weight").orElse(0.0),
                fields.flag("recompute"),
                optional(fields.optionalNumber("k")));
        fields.requireAllTaken();
        return stage;
    }

    private static LearningRate learningRate(JsonFields fields) {
        return new LearningRate(
                fields.choice("schedule", LearningRate.Schedule.class, LearningRate.Schedule.COSINE),
                fields.number("learning_rate"),
                fields.optionalNumber("warmup").orElse(0.1),
                fields.optionalNumber("end").orElse(0.05));
    }

    private static RateFactor rate(JsonFields fields) {
        RateFactor rate = new RateFactor(pattern(fields, "names", fields.text("names")), fields.number("factor"));
        fields.requireAllTaken();
        return rate;
    }

    private static Pattern pattern(JsonFields fields, String name, String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new TrainingException(
                    "%s: field %s: no regular expression: %s".formatted(fields.where(), name, e.getDescription()), e);
        }
    }

    private static OptionalDouble optional(Optional<Double> value) {
        return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }

    private Path path(String text) {
        return file.toAbsolutePath().getParent().resolve(text).normalize();
    }
}
