package org.spikingbrain4j.training;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.spikingbrain4j.torch.AdamW;
import org.spikingbrain4j.torch.TorchWeight;

/** The steps of one stage: gradients, clipping, optimizer. */
final class StageRun implements AutoCloseable {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.95;
    private static final double EPSILON = 1e-8;

    private final Stage stage;
    private final Sequences data;
    private final StageObjective objective;
    private final Optional<HeldOut> heldOut;
    private final AdamW optimizer;
    private long started = System.nanoTime();
    private long stepsHere;
    private long tokensHere;

    StageRun(Stage stage, TrainableModel model, Sequences data, StageObjective objective, Optional<HeldOut> heldOut) {
        this.stage = stage;
        this.data = data;
        this.objective = objective;
        this.heldOut = heldOut;
        this.optimizer = new AdamW(trained(stage, model), BETA1, BETA2, EPSILON);
    }

    private static List<TorchWeight> trained(Stage stage, TrainableModel model) {
        model.weights()
                .forEach(weight ->
                        weight.train(stage.trained().matcher(weight.name()).find()));
        return model.weights().stream().filter(TorchWeight::isTrained).toList();
    }

    AdamW optimizer() {
        return optimizer;
    }

    /**
     * Takes a step.
     *
     * @param step from 0
     * @param measure whether held-out text is measured after it, where there is some
     * @throws DivergenceException where loss or gradients are no numbers; no weight was changed then
     */
    TrainingProgress step(long step, boolean measure) {
        BatchLoss loss = BatchLoss.NONE;
        for (int part = 0; part < stage.accumulation(); part++) {
            long first = (step * stage.accumulation() + part) * stage.sequences();
            TokenBatch batch = data.batch(first, stage.sequences());
            loss = loss.plus(objective.accumulate(batch, 1.0 / stage.accumulation()));
            tokensHere += batch.rows();
        }
        if (!optimizer.hasGradients()) {
            throw new TrainingException("stage %s: trained: the objective reaches no weight with %s in its name"
                    .formatted(stage.name(), stage.trained()));
        }
        double norm = optimizer.gradientNorm();
        if (!Double.isFinite(norm)) {
            throw new DivergenceException("the norm of the gradients is %s".formatted(norm));
        }
        if (stage.clip().isPresent() && norm > stage.clip().getAsDouble()) {
            optimizer.scaleGradients(stage.clip().getAsDouble() / norm);
        }
        double rate = stage.learningRate().at(step, stage.steps());
        optimizer.step(
                weight -> rate * stage.rateFactor(weight.name()),
                weight -> weight.shape().rank() > 1 ? stage.weightDecay() : 0);
        return progress(step + 1, loss, norm, rate, measure);
    }

    private TrainingProgress progress(long done, BatchLoss loss, double norm, double rate, boolean measure) {
        stepsHere++;
        double seconds = (System.nanoTime() - started) / 1e9;
        double tokensPerSecond = tokensHere / seconds;
        Duration left = Duration.ofMillis((long) ((stage.steps() - done) * 1000 * seconds / stepsHere));
        OptionalDouble measured = OptionalDouble.empty();
        if (measure && heldOut.isPresent()) {
            long before = System.nanoTime();
            measured = OptionalDouble.of(heldOut.get().loss());
            started += System.nanoTime() - before;
        }
        return new TrainingProgress(
                stage.name(),
                done,
                stage.steps(),
                loss.value() / stage.accumulation(),
                loss.routers(),
                norm,
                rate,
                measured,
                tokensPerSecond,
                left);
    }

    @Override
    public void close() {
        optimizer.close();
    }
}
