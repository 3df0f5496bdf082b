package org.spikingbrain4j.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.spikingbrain4j.model.LayerStack;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.torch.Loss;
import org.spikingbrain4j.torch.TorchBackend;
import org.spikingbrain4j.torch.TrainingPass;

/** Text through all layers of the model that learns, and gradients back: in one graph, or layer by layer with less memory. */
final class StudentPass {
    private final LayerStack layers;
    private final TorchBackend backend;

    StudentPass(TrainableModel model) {
        this.layers = model.layers();
        this.backend = model.backend();
    }

    /** Losses of what is between the layers. */
    interface Losses {
        /** Of what layer {@code layer} gives, where there is one. */
        default Optional<Loss> ofLayer(int layer, TrainingPass pass, Tensor x) {
            return Optional.empty();
        }

        /** Of what the head sees. */
        Loss ofHead(TrainingPass pass, Tensor x);
    }

    /**
     * Adds the gradients of {@code scale} times the sum of the losses, and returns that sum.
     *
     * @param recompute whether only the layers' inputs are kept
     */
    double accumulate(TokenBatch batch, Losses losses, double scale, boolean recompute) {
        return recompute ? layerByLayer(batch, losses, scale) : inOneGraph(batch, losses, scale);
    }

    private double inOneGraph(TokenBatch batch, Losses losses, double scale) {
        try (TrainingPass pass = backend.openTraining(true)) {
            Loss sum = forward(pass, batch, losses);
            requireFinite(sum.value());
            pass.backward(sum.times(scale));
            return sum.value();
        }
    }

    /** The sum of the losses, without gradients. */
    double measure(TokenBatch batch, Losses losses) {
        try (TrainingPass pass = backend.openTraining(false)) {
            return forward(pass, batch, losses).value();
        }
    }

    private Loss forward(TrainingPass pass, TokenBatch batch, Losses losses) {
        List<Loss> found = new ArrayList<>();
        Tensor x = layers.embed(pass, batch.tokens());
        for (int layer = 0; layer < layers.size(); layer++) {
            x = layers.layer(layer, pass, x, batch.lengths());
            losses.ofLayer(layer, pass, x).ifPresent(found::add);
        }
        found.add(losses.ofHead(pass, layers.finalNorm(pass, x)));
        return found.stream().reduce(Loss::plus).orElseThrow();
    }

    private double layerByLayer(TokenBatch batch, Losses losses, double scale) {
        try (TrainingPass kept = backend.openTraining(true)) {
            List<Tensor> inputs = inputs(kept, batch);
            Tensor top = inputs.getLast();
            double sum;
            try (TrainingPass pass = backend.openTraining(true)) {
                Loss loss = losses.ofHead(pass, layers.finalNorm(pass, top));
                requireFinite(loss.value());
                pass.backward(loss.times(scale));
                sum = loss.value();
            }
            for (int layer = layers.size() - 1; layer >= 0; layer--) {
                Tensor gradient = kept.gradient(inputs.get(layer + 1));
                sum += backward(layer, inputs.get(layer), gradient, batch, losses, scale);
            }
            Tensor gradient = kept.gradient(inputs.getFirst());
            try (TrainingPass pass = backend.openTraining(true)) {
                pass.backward(pass.product(layers.embed(pass, batch.tokens()), gradient));
            }
            return sum;
        }
    }

    /** What each layer sees, and the head's norm, as leaves of their own. */
    private List<Tensor> inputs(TrainingPass kept, TokenBatch batch) {
        List<Tensor> inputs = new ArrayList<>();
        try (Operators operators = backend.openPass()) {
            Tensor x = layers.embed(operators, batch.tokens());
            for (int layer = 0; layer < layers.size(); layer++) {
                inputs.add(kept.leaf(x));
                x = layers.layer(layer, operators, x, batch.lengths());
            }
            inputs.add(kept.leaf(x));
        }
        return inputs;
    }

    /** Computes a layer again, and hands the gradient of its result on to its input. */
    private double backward(int layer, Tensor input, Tensor gradient, TokenBatch batch, Losses losses, double scale) {
        try (TrainingPass pass = backend.openTraining(true)) {
            // The layer may take its input's place, which is still needed.
            Tensor x = pass.selectRows(input, IntStream.range(0, input.rows()).toArray());
            Tensor y = layers.layer(layer, pass, x, batch.lengths());
            Optional<Loss> loss = losses.ofLayer(layer, pass, y);
            loss.ifPresent(found -> requireFinite(found.value()));
            Loss product = pass.product(y, gradient);
            pass.backward(loss.map(found -> product.plus(found.times(scale))).orElse(product));
            return loss.map(Loss::value).orElse(0.0);
        }
    }

    private void requireFinite(double loss) {
        if (!Double.isFinite(loss)) {
            throw new DivergenceException("the loss is %s".formatted(loss));
        }
    }
}
