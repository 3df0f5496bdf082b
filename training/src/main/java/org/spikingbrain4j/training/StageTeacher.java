package org.spikingbrain4j.training;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;

/** The teacher of a stage and what is kept of its outputs; nothing where the stage has none. */
final class StageTeacher implements AutoCloseable {
    private final Optional<Teacher> teacher;
    private final Optional<TeacherCache> cache;

    private StageTeacher(Optional<Teacher> teacher, Optional<TeacherCache> cache) {
        this.teacher = teacher;
        this.cache = cache;
    }

    /** @param text fingerprint of what the stage learns from */
    static StageTeacher open(
            TrainingConfig config, Stage stage, Sequences data, String text, Path folder, int threads) {
        if (!stage.needsTeacher()) {
            return new StageTeacher(Optional.empty(), Optional.empty());
        }
        TrainableModel model = TrainableModel.open(config.teacher().orElseThrow(), threads, OptionalDouble.empty());
        try {
            Optional<TeacherCache> cache = stage.textTokens().isEmpty()
                    ? Optional.empty()
                    : Optional.of(cache(model, stage, data, "%.12s-%d".formatted(text, config.seed()), folder));
            return new StageTeacher(Optional.of(new Teacher(model, cache)), cache);
        } catch (RuntimeException | Error e) {
            model.close();
            throw e;
        }
    }

    /** Where text is read more than once, in this stage or the next. */
    private static TeacherCache cache(TrainableModel model, Stage stage, Sequences data, String text, Path folder) {
        return TeacherCache.open(
                folder,
                "%.12s-%s-%d".formatted(model.fingerprint(), text, stage.sequenceLength()),
                data.used(),
                data::rank,
                stage.sequenceLength(),
                model.layers().size() + 1,
                model.config().hiddenSize());
    }

    Teacher teacher() {
        return teacher.orElseThrow();
    }

    /** Its model, where there is a teacher. */
    Optional<TrainableModel> model() {
        return teacher.map(Teacher::model);
    }

    @Override
    public void close() {
        cache.ifPresent(TeacherCache::close);
        teacher.ifPresent(found -> found.model().close());
    }
}
