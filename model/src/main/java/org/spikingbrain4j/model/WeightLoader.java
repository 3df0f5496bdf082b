package org.spikingbrain4j.model;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.CheckpointException;
import org.spikingbrain4j.checkpoint.Int8Quantization;
import org.spikingbrain4j.checkpoint.WeightFormat;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.CodeExcess;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Int8Matrix;
import org.spikingbrain4j.operators.Int8Rounding;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.SpikeExecution;
import org.spikingbrain4j.operators.SpikingBrainException;
import org.spikingbrain4j.operators.Weight;

/** Hands a checkpoint's tensors to a back end, checks every shape, and remembers which were taken. */
final class WeightLoader {
    private final Checkpoint checkpoint;
    private final WeightFormat format;
    private final Backend backend;
    private final Arena rounded;
    private final SortedSet<String> untaken;

    /**
     * @param rounded owns the integers that are made of floats here
     */
    WeightLoader(Checkpoint checkpoint, Backend backend, Arena rounded) {
        this.checkpoint = checkpoint;
        this.format = checkpoint.weightFormat();
        this.backend = backend;
        this.rounded = rounded;
        this.untaken = new TreeSet<>(checkpoint.tensorNames());
    }

    /** Whether the checkpoint has a linear of that name, in whatever format. */
    boolean hasLinear(String name) {
        return checkpoint.contains(name + WeightFormat.FLOATS) || checkpoint.contains(name + WeightFormat.CODES);
    }

    /**
     * @throws CheckpointException where the tensor is missing or has another shape
     */
    Weight weight(String name, long... dimensions) {
        return backend.load(tensor(name, dimensions));
    }

    RmsNorm norm(String name, int size, double epsilon) {
        return new RmsNorm(weight(name + WeightFormat.FLOATS, size), epsilon);
    }

    /**
     * The linear [out, in] of that name, in the format in which it meets its input, with {@code name.bias} [out] where it has one.
     *
     * @throws CheckpointException where a tensor is missing, has another shape or does not fit the others
     */
    Linear linear(String name, int in, int out, boolean bias, Activation input) {
        Weight weight = matrix(name, in, out, input);
        return bias ? new Linear.Biased(weight, weight(name + ".bias", out)) : new Linear.Unbiased(weight);
    }

    /**
     * Where all tensors below a name lie.
     *
     * @throws CheckpointException where that is not in a mapped file
     */
    List<MemorySegment> mapped(String name) {
        return checkpoint.tensorNames().subSet(name + ".", name + "/").stream()
                .map(checkpoint::tensor)
                .map(this::mapped)
                .toList();
    }

    private MemorySegment mapped(HostTensor tensor) {
        if (!tensor.data().isMapped()) {
            throw new CheckpointException(
                    "%s: tensor %s: expected it as it is in a file, to be read again when it is needed, found a copy; convert the model to safetensors"
                            .formatted(checkpoint.directory(), tensor.name()));
        }
        return tensor.data();
    }

    private Weight matrix(String name, int in, int out, Activation input) {
        return switch (format) {
            case FLOAT -> floats(name, in, out, input);
            case W8ASPIKE -> {
                untaken.remove(name + WeightFormat.ROUNDING_SCALES); // where the input is dense, of no use
                yield input instanceof Activation.Spikes ? rounded(name, in, out) : floats(name, in, out, input);
            }
            // All that spikes must be integers; the others may be.
            case INT8 ->
                input instanceof Activation.Spikes || checkpoint.contains(name + WeightFormat.CODES)
                        ? integers(name, in, out)
                        : floats(name, in, out, input);
        };
    }

    private Weight floats(String name, int in, int out, Activation input) {
        HostTensor tensor = tensor(name + WeightFormat.FLOATS, out, in);
        return switch (input) {
            case Activation.Spikes spikes
            when spikes.mode().execution() != SpikeExecution.COUNTS -> backend.loadForEvents(tensor);
            case Activation.Spikes _, Activation.Dense _ -> backend.load(tensor);
        };
    }

    private Weight rounded(String name, int in, int out) {
        String scales = name + WeightFormat.ROUNDING_SCALES;
        requireWholeGroups(scales, WeightFormat.ROUNDING_GROUP, in);
        HostTensor weight = tensor(name + WeightFormat.FLOATS, out, in);
        HostTensor found = tensor(scales, out, in / WeightFormat.ROUNDING_GROUP, 1);
        return backend.load(sound(() -> Int8Rounding.round(weight, found, rounded)));
    }

    private Weight integers(String name, int in, int out) {
        Int8Quantization quantization = checkpoint.config().quantization().orElseThrow();
        String scales = name + WeightFormat.SCALES;
        int groupSize = quantization.groupSize(in);
        requireWholeGroups(scales, groupSize, in);
        HostTensor codes = tensor(name + WeightFormat.CODES, in, out);
        HostTensor found = tensor(scales, in / groupSize, out);
        return backend.load(sound(() -> new Int8Matrix(codes, found, CodeExcess.none(in))));
    }

    private void requireWholeGroups(String scales, int groupSize, int in) {
        if (in % groupSize != 0) {
            throw new CheckpointException(
                    "%s: tensor %s: expected inputs in groups of %d, found %d inputs; quantize the model with another group size"
                            .formatted(checkpoint.directory(), scales, groupSize, in));
        }
    }

    /** Says of which checkpoint the tensors are that the matrix complains of. */
    private Int8Matrix sound(Supplier<Int8Matrix> matrix) {
        try {
            return matrix.get();
        } catch (SpikingBrainException e) {
            throw new CheckpointException("%s: %s".formatted(checkpoint.directory(), e.getMessage()), e);
        }
    }

    private HostTensor tensor(String name, long... dimensions) {
        HostTensor tensor = checkpoint.tensor(name);
        Shape expected = Shape.of(dimensions);
        if (!tensor.shape().equals(expected)) {
            throw new CheckpointException(
                    "%s: tensor %s: expected shape %s from config.json, found %s; the configuration and the weights belong to different models"
                            .formatted(checkpoint.directory(), name, expected, tensor.shape()));
        }
        untaken.remove(name);
        return tensor;
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
                    "%s: tensor %s%s is not part of model_type \"%s\"; check model_type, numbers of layers, experts and sink tokens in config.json, or remove the tensor"
                            .formatted(
                                    checkpoint.directory(),
                                    untaken.first(),
                                    more,
                                    checkpoint.config().modelType()));
        }
    }
}
