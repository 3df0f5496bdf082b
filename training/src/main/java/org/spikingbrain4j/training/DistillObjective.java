package org.spikingbrain4j.training;

import java.util.Optional;
import java.util.function.Supplier;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.torch.Loss;
import org.spikingbrain4j.torch.TrainingPass;

/**
 * Kullback-Leibler divergence from the teacher's next-token distribution, plus weighted: the mean relative squared error of the
 * residual stream after each layer, and the cross-entropy of the text itself.
 */
record DistillObjective(
        StudentPass student,
        TrainableModel model,
        Teacher teacher,
        double hiddenWeight,
        double tokenWeight,
        boolean recompute)
        implements StageObjective {

    @Override
    public BatchLoss accumulate(TokenBatch batch, double scale) {
        return student.accumulate(batch, new Distance(batch, teacher.outputs(batch)), scale, recompute);
    }

    /** The losses of one batch. */
    private final class Distance implements StudentPass.Losses {
        private final TokenBatch batch;
        private final TeacherOutputs outputs;

        Distance(TokenBatch batch, TeacherOutputs outputs) {
            this.batch = batch;
            this.outputs = outputs;
        }

        @Override
        public Optional<Loss> ofLayer(int layer, TrainingPass pass, Supplier<Tensor> x) {
            if (hiddenWeight == 0) {
                return Optional.empty();
            }
            Tensor expected = pass.constant(outputs.stream()[layer + 1], outputs.rows(), outputs.hidden());
            return Optional.of(pass.relativeError(x.get(), expected)
                    .times(hiddenWeight / model.layers().size()));
        }

        @Override
        public Loss ofHead(TrainingPass pass, Tensor x) {
            var teacherLayers = teacher.model().layers();
            Tensor last = pass.constant(outputs.last(), outputs.rows(), outputs.hidden());
            Tensor seen = teacherLayers.finalNorm(pass, last);
            Loss divergence = pass.divergence(x, model.layers().head(), seen, teacherLayers.head());
            return tokenWeight == 0
                    ? divergence
                    : divergence.plus(pass.crossEntropy(x, model.layers().head(), batch.targets())
                            .times(tokenWeight));
        }
    }
}
