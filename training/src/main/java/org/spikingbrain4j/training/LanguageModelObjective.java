package org.spikingbrain4j.training;

import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.torch.Loss;
import org.spikingbrain4j.torch.TrainingPass;

/** Cross-entropy of the next token, in nats. */
record LanguageModelObjective(StudentPass student, TrainableModel model, boolean recompute) implements StageObjective {
    @Override
    public BatchLoss accumulate(TokenBatch batch, double scale) {
        return student.accumulate(batch, losses(batch), scale, recompute);
    }

    /** The loss without gradients. */
    double measure(TokenBatch batch) {
        return student.measure(batch, losses(batch));
    }

    private StudentPass.Losses losses(TokenBatch batch) {
        return new StudentPass.Losses() {
            @Override
            public Loss ofHead(TrainingPass pass, Tensor x) {
                return pass.crossEntropy(x, model.layers().head(), batch.targets());
            }
        };
    }
}
