package org.spikingbrain4j.training;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.ModelConfig;
import org.spikingbrain4j.model.LayerStack;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.model.SpikingMode;
import org.spikingbrain4j.model.SpikingOptions;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.torch.TorchBackend;
import org.spikingbrain4j.torch.TorchWeight;

/** A model of the runtime's own layers on libtorch: the one that learns, or a teacher. Close it to free its weights. */
final class TrainableModel implements AutoCloseable {
    private final ModelConfig config;
    private final TorchBackend backend;
    private final LayerStack layers;

    private TrainableModel(ModelConfig config, TorchBackend backend, LayerStack layers) {
        this.config = config;
        this.backend = backend;
        this.layers = layers;
    }

    /** @param k spikes of a channel where linears are fed spikes; empty: dense */
    static TrainableModel open(Path directory, int threads, OptionalDouble k) {
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            TorchBackend backend = new TorchBackend(threads);
            try {
                ModelOptions options = ModelOptions.DEFAULT.withSpiking(spiking(k));
                LayerStack layers = LayerStack.load(checkpoint, backend, options);
                return new TrainableModel(checkpoint.config(), backend, layers);
            } catch (RuntimeException | Error e) {
                backend.close();
                throw e;
            }
        }
    }

    private static SpikingOptions spiking(OptionalDouble k) {
        return k.isPresent()
                ? SpikingOptions.DEFAULT.withMode(SpikingMode.COUNTS).withK(k.getAsDouble())
                : SpikingOptions.DEFAULT.withMode(SpikingMode.OFF);
    }

    ModelConfig config() {
        return config;
    }

    TorchBackend backend() {
        return backend;
    }

    LayerStack layers() {
        return layers;
    }

    List<TorchWeight> weights() {
        return backend.weights();
    }

    /** Copies of all weights, in float32. */
    List<HostTensor> hostWeights() {
        return weights().stream().map(TorchWeight::toHost).toList();
    }

    void restoreWeights(List<HostTensor> tensors) {
        restoreWeights(tensors.stream().collect(Collectors.toMap(HostTensor::name, Function.identity()))::get);
    }

    void restoreWeights(Function<String, HostTensor> tensor) {
        weights().forEach(weight -> weight.set(tensor.apply(weight.name())));
    }

    @Override
    public void close() {
        backend.close();
    }
}
