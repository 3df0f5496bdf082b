package org.spikingbrain4j.training;

import java.util.ArrayList;
import java.util.List;
import org.spikingbrain4j.model.LayerStack;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.torch.TrainingPass;

/**
 * Relative squared error of what each linear-attention mixer adds, beside the teacher's mixer on the same input, which is the
 * teacher's own: the layers learn independently of each other, and the mean over them is the loss.
 */
record AlignObjective(TrainableModel model, Teacher teacher) implements StageObjective {
    @Override
    public BatchLoss accumulate(TokenBatch batch, double scale) {
        TeacherOutputs outputs = teacher.outputs(batch);
        List<float[]> sinks = sinks();
        double sum = 0;
        int aligned = 0;
        for (int layer = 0; layer < model.layers().size(); layer++) {
            if (model.layers().hasLinearAttention(layer)) {
                sum += align(layer, batch, outputs, sinks, scale);
                aligned++;
            }
        }
        return BatchLoss.of(sum / aligned);
    }

    /** What each layer sees of the sink tokens, which no teacher has; nothing where there are none. */
    private List<float[]> sinks() {
        LayerStack layers = model.layers();
        List<float[]> stream = new ArrayList<>();
        if (layers.sinkTokens() > 0) {
            try (Operators operators = model.backend().openPass()) {
                Tensor x = layers.sinks(operators);
                for (int layer = 0; layer < layers.size(); layer++) {
                    stream.add(operators.toHost(x));
                    x = layers.layer(layer, operators, x, List.of(layers.sinkTokens()));
                }
            }
        }
        return stream;
    }

    private double align(int layer, TokenBatch batch, TeacherOutputs outputs, List<float[]> sinks, double scale) {
        LayerStack layers = model.layers();
        try (TrainingPass pass = model.backend().openTraining(true)) {
            Tensor text = pass.constant(outputs.stream()[layer], outputs.rows(), outputs.hidden());
            Tensor x = sinks.isEmpty()
                    ? text
                    : layers.behindSinks(
                            pass,
                            pass.constant(sinks.get(layer), layers.sinkTokens(), outputs.hidden()),
                            text,
                            batch.lengths());
            Tensor y = layers.mixer(layer, pass, x, layers.rows(batch.lengths()));
            Tensor expected = pass.constant(expected(layer, batch, outputs), outputs.rows(), outputs.hidden());
            var loss = pass.relativeError(layers.texts(pass, y, batch.lengths()), expected);
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
