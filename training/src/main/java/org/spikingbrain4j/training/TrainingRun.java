package org.spikingbrain4j.training;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.spikingbrain4j.checkpoint.CheckpointException;
import org.spikingbrain4j.operators.ActivationException;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.SpikingBrainException;

/** Goes through the stages of a training, with checkpoints on the way. */
final class TrainingRun {
    private final TrainingConfig config;
    private final TrainingFolder folder;
    private final Path start;
    private final TrainingTexts texts;
    private final Origin origin;
    private final Checkpoints checkpoints;
    private final int threads;
    private final TrainingListener listener;
    private final MetricsLog log;

    TrainingRun(
            TrainingConfig config,
            TrainingFolder folder,
            Path start,
            TrainingTexts texts,
            Origin origin,
            int threads,
            TrainingListener listener) {
        this.config = config;
        this.folder = folder;
        this.start = start;
        this.texts = texts;
        this.origin = origin;
        this.checkpoints = new Checkpoints(folder.checkpoints(), origin, start);
        this.threads = threads;
        this.listener = listener;
        this.log = new MetricsLog(folder.log());
    }

    /** The trained model's folder; empty where the listener stopped it. */
    Optional<Path> run(boolean resume) {
        TrainingState state = TrainingState.BEGINNING;
        Optional<List<HostTensor>> weights = Optional.empty();
        Optional<Checkpoints.Loaded> loaded =
                resume ? Optional.of(checkpoints.newest(listener::note)) : Optional.empty();
        if (loaded.isPresent()) {
            state = loaded.get().state();
            log.truncate(state.logLength());
            listener.note("resuming stage %s at step %d"
                    .formatted(config.stages().get(state.stage()).name(), state.step()));
        }
        for (int index = state.stage(); index < config.stages().size(); index++) {
            weights = stage(index, loaded, weights);
            if (weights.isEmpty()) {
                return Optional.empty();
            }
            loaded = Optional.empty();
        }
        return Optional.of(folder.writeModel(start, weights.orElseThrow()));
    }

    /** The weights at its end; empty where the listener stopped it. */
    private Optional<List<HostTensor>> stage(
            int index, Optional<Checkpoints.Loaded> loaded, Optional<List<HostTensor>> weights) {
        Stage stage = config.stages().get(index);
        Sequences data = texts.train(stage, config.seed());
        try (TrainableModel model = TrainableModel.open(start, threads, stage.k());
                StageTeacher teacher = StageTeacher.open(config, stage, data, origin, folder.teacher(), threads)) {
            weights.ifPresent(model::restoreWeights);
            StudentPass student = new StudentPass(model);
            Optional<HeldOut> heldOut = heldOut(stage, student, model);
            try (StageRun run = new StageRun(stage, model, data, objective(stage, student, model, teacher), heldOut)) {
                long first = loaded.map(found -> restore(found, model, run)).orElse(0L);
                if (index == 0 && first == 0) {
                    heldOut.ifPresent(measured -> measureBeginning(stage, measured, teacher));
                }
                return steps(index, run, first, model);
            }
        }
    }

    private static long restore(Checkpoints.Loaded loaded, TrainableModel model, StageRun run) {
        try (loaded) {
            model.restoreWeights(loaded.weights()::tensor);
            run.optimizer().restore(loaded.state().step(), loaded::optimizerTensor);
            return loaded.state().step();
        }
    }

    private Optional<HeldOut> heldOut(Stage stage, StudentPass student, TrainableModel model) {
        LanguageModelObjective objective = new LanguageModelObjective(student, model, false);
        return texts.valid(stage)
                .map(data -> new HeldOut(data, objective, stage.sequenceLength(), config.evaluateTokens()));
    }

    /** What training begins from, and where there is a teacher, what it is to reach. */
    private void measureBeginning(Stage stage, HeldOut heldOut, StageTeacher teacher) {
        double before = heldOut.loss();
        OptionalDouble taught = teacher.model()
                .flatMap(model -> heldOut(stage, new StudentPass(model), model))
                .map(measured -> OptionalDouble.of(measured.loss()))
                .orElse(OptionalDouble.empty());
        log.appendBeginning(stage.name(), before, taught);
        listener.note("held out before training: loss %.4f".formatted(before)
                + (taught.isPresent() ? "; the teacher's %.4f".formatted(taught.getAsDouble()) : ""));
    }

    private static StageObjective objective(
            Stage stage, StudentPass student, TrainableModel model, StageTeacher teacher) {
        return switch (stage.objective()) {
            case LANGUAGE_MODEL -> new LanguageModelObjective(student, model, stage.recompute());
            case ALIGN -> new AlignObjective(model, teacher.teacher());
            case DISTILL ->
                new DistillObjective(
                        student,
                        model,
                        teacher.teacher(),
                        stage.hiddenWeight(),
                        stage.tokenWeight(),
                        stage.recompute());
        };
    }

    private Optional<List<HostTensor>> steps(int index, StageRun run, long first, TrainableModel model) {
        Stage stage = config.stages().get(index);
        for (long step = first; step < stage.steps(); step++) {
            boolean last = step + 1 == stage.steps();
            TrainingProgress progress = step(run, step, last, stage);
            log.append(progress);
            boolean goOn = listener.step(progress);
            if (!goOn || last || (step + 1) % config.saveEvery() == 0) {
                save(new TrainingState(index, step + 1, log.length()), model, run);
            }
            if (!goOn) {
                LossPlot.write(log.file(), folder.plot());
                return Optional.empty();
            }
        }
        LossPlot.write(log.file(), folder.plot());
        return Optional.of(model.hostWeights());
    }

    private TrainingProgress step(StageRun run, long step, boolean last, Stage stage) {
        try {
            return run.step(step, last || (step + 1) % config.evaluateEvery() == 0);
        } catch (DivergenceException | ActivationException e) {
            throw diverged(stage, step, e);
        }
    }

    private TrainingException diverged(Stage stage, long step, SpikingBrainException cause) {
        String from = checkpoints
                .latest()
                .map(" or, as model.folder of another training, from %s"::formatted)
                .orElse("");
        TrainingException diverged = new TrainingException(
                "stage %s, step %d: %s; lower the learning_rate (now %s) or set clip, and begin anew%s"
                        .formatted(
                                stage.name(),
                                step + 1,
                                cause.getMessage(),
                                stage.learningRate().peak(),
                                from),
                cause);
        try {
            LossPlot.write(log.file(), folder.plot());
        } catch (TrainingException e) {
            diverged.addSuppressed(e); // the plot matters less
        }
        return diverged;
    }

    private void save(TrainingState state, TrainableModel model, StageRun run) {
        try {
            checkpoints.write(state, model.hostWeights(), run.optimizer().export());
        } catch (CheckpointException e) {
            throw new TrainingException(
                    "%s; the checkpoint before it is whole: go on from it with --resume".formatted(e.getMessage()), e);
        }
    }
}
