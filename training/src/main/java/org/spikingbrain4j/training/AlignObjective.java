package org.spikingbrain4j.training;

import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.torch.TrainingPass;

/**
 * Relative squared error of what each linear-attention mixer adds, beside the teacher's mixer on the same input, which is the
 * teacher's own: the layers learn independently of each other, and the mean over them is the loss.
 */
record AlignObjective(TrainableModel model, Teacher teacher) implements StageObjective {
    @Override
    public double accumulate(TokenBatch batch, double scale) {
        TeacherOutputs outputs = teacher.outputs(batch);
        double sum = 0;
        int aligned = 0;
        for (int layer = 0; layer < model.layers().size(); layer++) {
            if (model.layers().isLinear(layer)) {
                sum += align(layer, batch, outputs, scale);
                aligned++;
            }
        }
        return sum / aligned;
    }

    private double align(int layer, TokenBatch batch, TeacherOutputs outputs, double scale) {
        try (TrainingPass pass = model.backend().openTraining(true)) {
            Tensor x = pass.constant(outputs.stream()[layer], outputs.rows(), outputs.hidden());
            Tensor expected = pass.constant(expected(layer, batch, outputs), outputs.rows(), outputs.hidden());
            var loss = pass.relativeError(model.layers().mixer(layer, pass, x, batch.lengths()), expected);
            if (!Double.isFinite(loss.value())) {
                throw new DivergenceException("the loss of layer %d is %s".formatted(layer, loss.value()));
            }
            pass.backward(loss.times(scale));
            return loss.value();
        }
    }

    private float[] expected(int layer, TokenBatch batch, TeacherOutputs outputs) {
        try (TrainingPass pass = teacher.model().backend().openTraining(false)) {
            Tensor x = pass.constant(outputs.stream()[layer], outputs.rows(), outputs.hidden());
            return pass.toHost(teacher.model().layers().mixer(layer, pass, x, batch.lengths()));
        }
    }
}
