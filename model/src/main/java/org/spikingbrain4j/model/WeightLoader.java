package org.spikingbrain4j.model;

import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.CheckpointException;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.Weight;

/** Hands a checkpoint's tensors to a back end, checks every shape, and remembers which were taken. */
final class WeightLoader {
    private final Checkpoint checkpoint;
    private final Backend backend;
    private final SortedSet<String> untaken;

    WeightLoader(Checkpoint checkpoint, Backend backend) {
        this.checkpoint = checkpoint;
        this.backend = backend;
        this.untaken = new TreeSet<>(checkpoint.tensorNames());
    }

    /**
     * @throws CheckpointException where the tensor is missing or has another shape
     */
    Weight weight(String name, long... dimensions) {
        HostTensor tensor = checkpoint.tensor(name);
        Shape expected = Shape.of(dimensions);
        if (!tensor.shape().equals(expected)) {
            throw new CheckpointException(
                    "%s: tensor %s: expected shape %s from config.json, found %s; the configuration and the weights belong to different models"
                            .formatted(checkpoint.directory(), name, expected, tensor.shape()));
        }
        untaken.remove(name);
        return backend.load(tensor);
    }

    /** The projection {@code name.weight} [out, in] without bias. */
    Linear linear(String name, int in, int out) {
        return new Linear.Unbiased(weight(name + ".weight", out, in));
    }

    /** The projection {@code name.weight} [out, in] with {@code name.bias} [out]. */
    Linear biasedLinear(String name, int in, int out) {
        return new Linear.Biased(weight(name + ".weight", out, in), weight(name + ".bias", out));
    }

    Linear linear(String name, int in, int out, boolean bias) {
        return bias ? biasedLinear(name, in, out) : linear(name, in, out);
    }

    RmsNorm norm(String name, int size, double epsilon) {
        return new RmsNorm(weight(name + ".weight", size), epsilon);
    }

    /**
     * Refuses tensors that the architecture does not know: they would be ignored silently.
     *
     * @param harmless tensors that hold nothing the configuration does not say
     */
    void requireAllTaken(Predicate<String> harmless) {
        untaken.removeIf(harmless);
        if (!untaken.isEmpty()) {
            String more = untaken.size() == 1 ? "" : " and %d more".formatted(untaken.size() - 1);
            throw new CheckpointException(
                    "%s: tensor %s%s is not part of model_type \"%s\"; check model_type in config.json or remove the tensor"
                            .formatted(
                                    checkpoint.directory(),
                                    untaken.first(),
                                    more,
                                    checkpoint.config().modelType()));
        }
    }
}
