package org.spikingbrain4j.training;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.GlaSwaConfig;
import org.spikingbrain4j.checkpoint.GlaSwaMoeConfig;
import org.spikingbrain4j.checkpoint.ModelConfig;
import org.spikingbrain4j.checkpoint.Sha256;
import org.spikingbrain4j.checkpoint.TransformerConfig;
import org.spikingbrain4j.checkpoint.WeightFormat;

/** What a training needs of its models and texts. Looks at their headers only, so that it can be asked before anything is written. */
record TrainingCheck(TrainingConfig config, TrainingTexts texts) {
    /**
     * @param start the model's folder
     * @throws org.spikingbrain4j.operators.SpikingBrainException where model, teacher and texts do not fit together, or one is missing or cannot
     *     be trained
     */
    void requireFitting(Path start) {
        texts.requireFitting(start);
        try (Checkpoint model = Checkpoint.open(start)) {
            requireFloats(model);
            Optional<ModelConfig> teacher = config.teacher().map(TrainingCheck::requireTrainable);
            teacher.ifPresent(found -> requireTeaching(config.teacher().orElseThrow(), found, model.config()));
            for (int index = 0; index < config.stages().size(); index++) {
                Stage stage = config.stages().get(index);
                requireFitting("%s: stages[%d]".formatted(config.where(), index), stage, model, teacher);
                texts.requireLongEnough(stage);
            }
        }
    }

    /** What the training begins with, for what resumes it. */
    Origin origin(Path start) {
        Map<String, String> digests = new HashMap<>(texts.fingerprints());
        digests.put(Origin.CONFIGURATION, Sha256.of(config.text()));
        digests.put(Origin.MODEL, fingerprint(start));
        config.teacher().ifPresent(teacher -> digests.put(Origin.TEACHER, fingerprint(teacher)));
        return new Origin(digests);
    }

    private static String fingerprint(Path directory) {
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            return checkpoint.fingerprint();
        }
    }

    private static void requireFitting(String where, Stage stage, Checkpoint model, Optional<ModelConfig> teacher) {
        if (stage.objective() == Stage.Objective.ALIGN && !hasLinearAttention(model.config())) {
            throw new TrainingException(
                    "%s: field objective: the model has no linear attention to align; leave the stage out, or convert the model first"
                            .formatted(where));
        }
        int most = Math.min(
                positions(model.config()), stage.needsTeacher() ? positions(teacher.orElseThrow()) : Integer.MAX_VALUE);
        if (stage.sequenceLength() > most) {
            throw new TrainingException(
                    "%s: field sequence_length: expected at most %d, the positions (max_position_embeddings) of the model and, where it has one, its teacher, found %d"
                            .formatted(where, most, stage.sequenceLength()));
        }
        if (model.tensorNames().stream().noneMatch(stage.trained().asPredicate())) {
            throw new TrainingException(
                    "%s: field trained: no weight's name has %s in it".formatted(where, stage.trained()));
        }
    }

    /** Most tokens of a sequence: full attention has as many positions as it was made for. */
    static int positions(ModelConfig model) {
        return model.longestSequence().orElse(Integer.MAX_VALUE);
    }

    private static boolean hasLinearAttention(ModelConfig model) {
        return switch (model) {
            case GlaSwaConfig config -> config.windowLayers().size() < config.layers();
            case GlaSwaMoeConfig _ -> true;
            case TransformerConfig _ -> false;
        };
    }

    /**
     * @return its configuration
     * @throws TrainingException where the weights are integers already
     */
    static ModelConfig requireTrainable(Path directory) {
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            requireFloats(checkpoint);
            return checkpoint.config();
        }
    }

    private static void requireFloats(Checkpoint model) {
        if (model.weightFormat() != WeightFormat.FLOAT) {
            throw new TrainingException(
                    "%s: its linears are integers, and training computes with floats; use the model before quantization"
                            .formatted(model.directory()));
        }
    }

    private static void requireTeaching(Path directory, ModelConfig teacher, ModelConfig student) {
        if (teacher.layers() != student.layers()
                || teacher.hiddenSize() != student.hiddenSize()
                || teacher.vocabularySize() != student.vocabularySize()) {
            throw new TrainingException(
                    "%s: a teacher needs layers, hidden size and vocabulary of the model it teaches, %d, %d, %d; found %d, %d, %d"
                            .formatted(
                                    directory,
                                    student.layers(),
                                    student.hiddenSize(),
                                    student.vocabularySize(),
                                    teacher.layers(),
                                    teacher.hiddenSize(),
                                    teacher.vocabularySize()));
        }
    }
}
