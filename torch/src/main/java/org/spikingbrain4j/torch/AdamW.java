package org.spikingbrain4j.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Shape;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2). Every weight counts its own steps, as an expert that was not
 * chosen takes none. Its state can be exported and restored, and continues bit by bit.
 * Belongs to one thread; close it to free its memory.
 */
public final class AdamW implements AutoCloseable {
    /** Of a weight's name, in what is exported: how many steps it took. */
    public static final String STEPS = ".steps";

    private static final String MEAN = ".mean";
    private static final String SQUARE = ".square";

    private final List<Moments> moments;
    private final double beta1;
    private final double beta2;
    private final double epsilon;
    private long steps;

    /** Running means of one weight's gradient and of its square, since its first step. */
    private static final class Moments {
        private final TorchWeight weight;
        private final Tensor mean;
        private final Tensor square;
        private long steps;

        Moments(TorchWeight weight) {
            this.weight = weight;
            try (PointerScope _ = new PointerScope()) {
                this.mean = torch.zeros_like(weight.values().detach());
                this.square = torch.zeros_like(mean);
                mean.retainReference();
                square.retainReference();
            }
        }
    }

    /**
     * @param weights that are trained
     * @param beta1 decay of the mean
     * @param beta2 decay of the square
     */
    public AdamW(List<TorchWeight> weights, double beta1, double beta2, double epsilon) {
        this.moments = weights.stream().map(Moments::new).toList();
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.epsilon = epsilon;
    }

    /** Steps taken, by whichever weights had gradients. */
    public long steps() {
        return steps;
    }

    /** Whether any of its weights has a gradient to learn from: {@link #step} moves no other ones. */
    public boolean hasGradients() {
        for (Moments moment : moments) {
            try (PointerScope _ = new PointerScope()) {
                if (moment.weight.values().grad().defined()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Euclidean norm of all gradients together. */
    public double gradientNorm() {
        GradMode.set_enabled(false);
        double squares = 0;
        for (Moments moment : moments) {
            try (PointerScope _ = new PointerScope()) {
                Tensor gradient = moment.weight.values().grad();
                if (gradient.defined()) {
                    double norm = gradient.norm().item_double();
                    squares += norm * norm;
                }
            }
        }
        return Math.sqrt(squares);
    }

    /** Multiplies all gradients. */
    public void scaleGradients(double factor) {
        GradMode.set_enabled(false);
        for (Moments moment : moments) {
            try (PointerScope _ = new PointerScope()) {
                Tensor gradient = moment.weight.values().grad();
                if (gradient.defined()) {
                    gradient.mul_(new Scalar(factor));
                }
            }
        }
    }

    /**
     * Moves the weights that have gradients, and forgets these.
     *
     * @param rate learning rate of a weight
     * @param decay of a weight, multiplied by its rate
     */
    public void step(ToDoubleFunction<TorchWeight> rate, ToDoubleFunction<TorchWeight> decay) {
        GradMode.set_enabled(false);
        steps++;
        for (Moments moment : moments) {
            try (PointerScope _ = new PointerScope()) {
                Tensor gradient = moment.weight.values().grad();
                if (gradient.defined()) {
                    double learningRate = rate.applyAsDouble(moment.weight);
                    move(moment, gradient, learningRate, learningRate * decay.applyAsDouble(moment.weight));
                    moment.weight.values().mutable_grad().reset();
                }
            }
        }
    }

    private void move(Moments moment, Tensor gradient, double rate, double decay) {
        Tensor values = moment.weight.values();
        moment.steps++;
        moment.mean.lerp_(gradient, new Scalar(1 - beta1));
        moment.square.mul_(new Scalar(beta2)).addcmul_(gradient, gradient, new Scalar(1 - beta2));
        double correction1 = 1 - Math.pow(beta1, moment.steps);
        double correction2 = 1 - Math.pow(beta2, moment.steps);
        Tensor root =
                moment.square.sqrt().div_(new Scalar(Math.sqrt(correction2))).add_(new Scalar(epsilon));
        values.mul_(new Scalar(1 - decay));
        values.addcdiv_(moment.mean, root, new Scalar(-rate / correction1));
    }

    /** Copies of the running means, {@code NAME.mean} and {@code NAME.square}, and {@code NAME.steps}, F64 [1]. */
    public List<HostTensor> export() {
        List<HostTensor> tensors = new ArrayList<>();
        for (Moments moment : moments) {
            tensors.add(HostTensor.of(moment.weight.name() + STEPS, Shape.of(1), new double[] {moment.steps}));
            tensors.add(host(moment.weight, moment.mean, MEAN));
            tensors.add(host(moment.weight, moment.square, SQUARE));
        }
        return tensors;
    }

    private static HostTensor host(TorchWeight weight, Tensor values, String suffix) {
        try (PointerScope _ = new PointerScope()) {
            return HostTensor.of(weight.name() + suffix, weight.shape(), Native.toFloats(values));
        }
    }

    /**
     * Continues from what {@link #export} gave.
     *
     * @param takenSteps steps taken by then
     * @param tensor by its name
     */
    public void restore(long takenSteps, Function<String, HostTensor> tensor) {
        GradMode.set_enabled(false);
        steps = takenSteps;
        for (Moments moment : moments) {
            moment.steps = (long) tensor.apply(moment.weight.name() + STEPS).value(0);
            restore(moment.mean, tensor.apply(moment.weight.name() + MEAN));
            restore(moment.square, tensor.apply(moment.weight.name() + SQUARE));
        }
    }

    private static void restore(Tensor to, HostTensor from) {
        try (PointerScope _ = new PointerScope()) {
            to.copy_(Native.floats(from.toFloats(), from.elements()).view_as(to));
        }
    }

    @Override
    public void close() {
        moments.forEach(moment -> {
            moment.mean.close();
            moment.square.close();
        });
    }
}
