package org.spikingbrain4j.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.spikingbrain4j.checkpoint.GlaSwaConfig;
import org.spikingbrain4j.checkpoint.GlaSwaMoeConfig;
import org.spikingbrain4j.checkpoint.TransformerConfig;
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
    private final double routerWeight;

    StudentPass(TrainableModel model) {
        this.layers = model.layers();
        this.backend = model.backend();
        this.routerWeight = switch (model.config()) {
            case GlaSwaMoeConfig config -> config.routerLossWeight();
            case GlaSwaConfig _, TransformerConfig _ -> 0;
        };
    }

    /** Losses of what is between the layers. */
    interface Losses {
        /** Of what layer {@code layer} gives for the texts, where there is one. */
        default Optional<Loss> ofLayer(int layer, TrainingPass pass, Supplier<Tensor> x) {
            return Optional.empty();
        }

        /** Of what the head sees. */
        Loss ofHead(TrainingPass pass, Tensor x);
    }

    /**
     * Adds the gradients of {@code scale} times the sum of the losses, that of uneven routers included.
     *
     * @param recompute whether only the layers' inputs are kept
     */
    BatchLoss accumulate(TokenBatch batch, Losses losses, double scale, boolean recompute) {
        return recompute ? layerByLayer(batch, losses, scale) : inOneGraph(batch, losses, scale);
    }

    private BatchLoss inOneGraph(TokenBatch batch, Losses losses, double scale) {
        try (TrainingPass pass = backend.openTraining(true)) {
            RouterWatch watch = new RouterWatch(pass, layers, batch.lengths());
            Loss sum = forward(pass, watch, batch, losses);
            requireFinite(sum.value());
            pass.backward(withRouters(sum, watch).times(scale));
            return new BatchLoss(sum.value(), watch.load());
        }
    }

    private Loss withRouters(Loss loss, RouterWatch watch) {
        return watch.balanceLoss()
                .map(found -> loss.plus(found.times(routerWeight)))
                .orElse(loss);
    }

    /** The sum of the losses, without gradients. */
    double measure(TokenBatch batch, Losses losses) {
        try (TrainingPass pass = backend.openTraining(false)) {
            return forward(pass, pass, batch, losses).value();
        }
    }

    private Loss forward(TrainingPass pass, Operators operators, TokenBatch batch, Losses losses) {
        List<Loss> found = new ArrayList<>();
        List<Integer> rows = layers.rows(batch.lengths());
        Tensor x = layers.embed(operators, batch.tokens(), batch.lengths());
        for (int layer = 0; layer < layers.size(); layer++) {
            Tensor y = layers.layer(layer, operators, x, rows);
            losses.ofLayer(layer, pass, () -> layers.texts(pass, y, batch.lengths()))
                    .ifPresent(found::add);
            x = y;
        }
        found.add(ofHead(pass, x, batch, losses));
        return found.stream().reduce(Loss::plus).orElseThrow();
    }

    private Loss ofHead(TrainingPass pass, Tensor x, TokenBatch batch, Losses losses) {
        return losses.ofHead(pass, layers.finalNorm(pass, layers.texts(pass, x, batch.lengths())));
    }

    private BatchLoss layerByLayer(TokenBatch batch, Losses losses, double scale) {
        try (TrainingPass kept = backend.openTraining(true)) {
            List<Tensor> inputs = inputs(kept, batch);
            double sum;
            try (TrainingPass pass = backend.openTraining(true)) {
                Loss loss = ofHead(pass, inputs.getLast(), batch, losses);
                requireFinite(loss.value());
                pass.backward(loss.times(scale));
                sum = loss.value();
            }
            RouterLoad routers = RouterLoad.NONE;
            for (int layer = layers.size() - 1; layer >= 0; layer--) {
                Tensor gradient = kept.gradient(inputs.get(layer + 1));
                BatchLoss ofLayer = backward(layer, inputs.get(layer), gradient, batch, losses, scale);
                sum += ofLayer.value();
                routers = ofLayer.routers().followedBy(routers);
            }
            Tensor gradient = kept.gradient(inputs.getFirst());
            try (TrainingPass pass = backend.openTraining(true)) {
                pass.backward(pass.product(layers.embed(pass, batch.tokens(), batch.lengths()), gradient));
            }
            return new BatchLoss(sum, routers);
        }
    }

    /** What each layer sees, and the head's norm, as leaves of their own. */
    private List<Tensor> inputs(TrainingPass kept, TokenBatch batch) {
        List<Tensor> inputs = new ArrayList<>();
        List<Integer> rows = layers.rows(batch.lengths());
        try (Operators operators = backend.openPass()) {
            Tensor x = layers.embed(operators, batch.tokens(), batch.lengths());
            for (int layer = 0; layer < layers.size(); layer++) {
                inputs.add(kept.leaf(x));
                x = layers.layer(layer, operators, x, rows);
            }
            inputs.add(kept.leaf(x));
        }
        return inputs;
    }

    /** Computes a layer again, and hands the gradient of its result on to its input. */
    private BatchLoss backward(
            int layer, Tensor input, Tensor gradient, TokenBatch batch, Losses losses, double scale) {
        try (TrainingPass pass = backend.openTraining(true)) {
            RouterWatch watch = new RouterWatch(pass, layers, batch.lengths());
            // The layer may take its input's place, which is still needed.
            Tensor x = pass.selectRows(input, IntStream.range(0, input.rows()).toArray());
            Tensor y = layers.layer(layer, watch, x, layers.rows(batch.lengths()));
            Optional<Loss> loss = losses.ofLayer(layer, pass, () -> layers.texts(pass, y, batch.lengths()));
            loss.ifPresent(found -> requireFinite(found.value()));
            Loss product = pass.product(y, gradient);
            Loss withLayer = loss.map(found -> product.plus(found.times(scale))).orElse(product);
            pass.backward(watch.balanceLoss()
                    .map(found -> withLayer.plus(found.times(scale * routerWeight)))
                    .orElse(withLayer));
            return new BatchLoss(loss.map(Loss::value).orElse(0.0), watch.load());
        }
    }

    private void requireFinite(double loss) {
        if (!Double.isFinite(loss)) {
            throw new DivergenceException("the loss is %s".formatted(loss));
        }
    }
}
