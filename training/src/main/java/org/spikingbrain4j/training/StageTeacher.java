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

    /**
     * @param origin names the teacher and the text in what is kept
     * @param folder of what is kept
     */
    static StageTeacher open(
            TrainingConfig config, Stage stage, Sequences data, Origin origin, Path folder, int threads) {
        if (!stage.needsTeacher()) {
            return new StageTeacher(Optional.empty(), Optional.empty());
        }
        TrainableModel model = TrainableModel.open(config.teacher().orElseThrow(), threads, OptionalDouble.empty());
        try {
            String name = "%.12s-%.12s-%d-%d"
                    .formatted(
                            origin.digests().get(Origin.TEACHER),
                            origin.digests().get(Origin.TRAIN),
                            config.seed(),
                            stage.sequenceLength());
            Optional<TeacherCache> cache = cache(model, stage, data, folder, name);
            return new StageTeacher(Optional.of(new Teacher(model, cache)), cache);
        } catch (RuntimeException | Error e) {
            model.close();
            throw e;
        }
    }

    /** Where text is read more than once, in this stage or the next. */
    private static Optional<TeacherCache> cache(
            TrainableModel model, Stage stage, Sequences data, Path folder, String name) {
        if (stage.textTokens().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(TeacherCache.open(
                folder,
                name,
                data.used(),
                data::rank,
                stage.sequenceLength(),
                model.layers().size() + 1,
                model.config().hiddenSize()));
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
