package org.spikingbrain4j.torch;

import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.spikingbrain4j.operators.ArgumentChecks;
import org.spikingbrain4j.operators.ForwardingOperators;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.Tensor;
import org.spikingbrain4j.operators.Weight;

/** A pass of {@link TorchBackend} with losses and, where it was opened for them, gradients. Belongs to one thread. */
public final class TrainingPass extends ForwardingOperators {
    private final TorchOperators operators;

    TrainingPass(TorchOperators operators) {
        super(operators);
        this.operators = operators;
    }

    /**
     * Numbers of the host, without a gradient.
     *
     * @param values [rows, columns]
     * @throws IllegalArgumentException where there is another number of values
     */
    public Tensor constant(float[] values, int rows, int columns) {
        if (values.length != rows * columns) {
            throw new IllegalArgumentException(
                    "expected [%d, %d] values, found %d".formatted(rows, columns, values.length));
        }
        return operators.run(() -> Native.floats(values, rows, columns));
    }

    /**
     * The numbers of a tensor of any pass, as the beginning of this one's graph: {@link #backward} finds their gradient.
     * Cutting a model's pass so lets one part of it be computed again for its gradients, instead of being kept.
     */
    public Tensor leaf(Tensor x) {
        var values = TorchOperators.values(x);
        return operators.run(() -> {
            var copy = values.detach().clone();
            // What it returns is a reference to the copy, not an owner.
            copy.set_requires_grad(true);
            return copy;
        });
    }

    /**
     * What {@link #backward} has added up for a {@link #leaf}; zeros where no loss has reached it.
     *
     * @throws IllegalArgumentException where the tensor is no leaf
     */
    public Tensor gradient(Tensor leaf) {
        var values = TorchOperators.values(leaf);
        if (!values.is_leaf() || !values.requires_grad()) {
            throw new IllegalArgumentException("gradient: expected a leaf, found [%d, %d] that collects no gradient"
                    .formatted(leaf.rows(), leaf.columns()));
        }
        return operators.run(() -> {
            var gradient = values.grad();
            return gradient.defined() ? gradient : torch.zeros_like(values.detach());
        });
    }

    /**
     * Mean cross-entropy (spec 5) of the next tokens, in nats, without ever holding the logits of a whole vocabulary.
     *
     * @param x what the head sees, [rows, hidden]
     * @param head [vocabulary, hidden]
     * @param targets the token that follows each row; rows with a negative one do not count
     * @throws IllegalArgumentException where no row counts, or shapes do not fit
     */
    public Loss crossEntropy(Tensor x, Weight head, int[] targets) {
        requireTargets(x, head, targets);
        return loss(x, head, new SoftmaxTarget.Tokens(targets));
    }

    private static void requireTargets(Tensor x, Weight head, int[] targets) {
        ArgumentChecks.linear(x, head);
        if (targets.length != x.rows()) {
            throw new IllegalArgumentException("crossEntropy: expected a target for each of %d rows, found %d"
                    .formatted(x.rows(), targets.length));
        }
        boolean counts = false;
        for (int target : targets) {
            if (target >= head.shape().dimension(0)) {
                throw new IndexOutOfBoundsException("crossEntropy: target %d is outside the vocabulary of %s %s"
                        .formatted(target, head.name(), head.shape()));
            }
            counts |= target >= 0;
        }
        if (!counts) {
            throw new IllegalArgumentException("crossEntropy: no row counts: all targets are negative");
        }
    }

    /**
     * Mean Kullback-Leibler divergence from a teacher's next-token distribution, in nats.
     *
     * @param x what the head sees, [rows, hidden]
     * @param head [vocabulary, hidden]
     * @param teacher what the teacher's head sees, [rows, its hidden]
     * @param teacherHead [vocabulary, its hidden]
     */
    public Loss divergence(Tensor x, Weight head, Tensor teacher, Weight teacherHead) {
        ArgumentChecks.linear(x, head);
        ArgumentChecks.linear(teacher, teacherHead);
        if (x.rows() != teacher.rows()
                || head.shape().dimension(0) != teacherHead.shape().dimension(0)) {
            throw new IllegalArgumentException("divergence: %d rows and %s beside %d rows and %s"
                    .formatted(x.rows(), head.shape(), teacher.rows(), teacherHead.shape()));
        }
        return loss(
                x,
                head,
                new SoftmaxTarget.Teacher(
                        TorchOperators.values(teacher),
                        TorchWeight.of(teacherHead).values()));
    }

    private Loss loss(Tensor x, Weight head, SoftmaxTarget target) {
        var rows = TorchOperators.values(x);
        var weight = TorchWeight.of(head).values();
        return new ChunkedSoftmax(rows, weight, target).loss(operators.scope());
    }

    /** |x - target|² / |target|², summed over all elements. */
    public Loss relativeError(Tensor x, Tensor target) {
        var values = TorchOperators.values(x);
        var expected = TorchOperators.values(target);
        ArgumentChecks.sameShape("relativeError", x, target);
        return Loss.of(operators.scope(), () -> {
            var difference = values.sub(expected);
            return difference.mul(difference).sum().div(expected.mul(expected).sum());
        });
    }

    /**
     * The loss that makes the load of experts even (Fedus et al. 2021): experts · Σ share of the tokens · mean probability, over the
     * experts; a token that goes to two counts for both. 1 where all get as many, up to the number of experts where one gets all. Gradients
     * go through the probabilities.
     *
     * @param probabilities [tokens, experts]
     * @param load tokens that each expert got, one number per expert, not all 0
     * @throws IllegalArgumentException where the load is not of these experts
     */
    public Loss balanceLoss(Tensor probabilities, List<Long> load) {
        double all = load.stream().mapToLong(Long::longValue).sum();
        if (load.size() != probabilities.columns() || !(all > 0)) {
            throw new IllegalArgumentException(
                    "balanceLoss: expected tokens of %d experts, found %s".formatted(probabilities.columns(), load));
        }
        float[] factors = new float[load.size()];
        for (int expert = 0; expert < factors.length; expert++) {
            factors[expert] = (float) (factors.length * load.get(expert) / all);
        }
        var values = TorchOperators.values(probabilities);
        return Loss.of(
                operators.wholePass(),
                () -> Native.mean(values, false, 0)
                        .mul(Native.floats(factors, factors.length))
                        .sum());
    }

    /** Σ x · y over all elements, which passes the gradient y on to x. */
    public Loss product(Tensor x, Tensor y) {
        var left = TorchOperators.values(x);
        var right = TorchOperators.values(y);
        ArgumentChecks.sameShape("product", x, y);
        return Loss.of(operators.scope(), () -> left.mul(right).sum());
    }

    /**
     * Adds the gradients of a loss to those of weights and leaves. Does nothing where neither a trained weight nor a leaf had a
     * part in the loss; {@link AdamW#hasGradients} tells whether a step has anything to learn from.
     *
     * @throws IllegalStateException where the pass was opened without gradients
     */
    public void backward(Loss loss) {
        if (!operators.scope().gradients()) {
            throw new IllegalStateException("backward: the pass was opened without gradients");
        }
        var source = loss.gradientSource();
        if (!source.requires_grad()) {
            return;
        }
        operators.scope().compute(() -> {
            torch.backward(new TensorVector(source), new TensorVector(), new BoolOptional(), false, new TensorVector());
            return Shape.of();
        });
    }
}
