package org.spikingbrain4j.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.spikingbrain4j.checkpoint.SafetensorsFile;
import org.spikingbrain4j.checkpoint.SafetensorsWriter;
import org.spikingbrain4j.operators.HostTensor;

/** Changes a copied checkpoint. */
final class TestModel {
    private TestModel() {}

    /** Rewrites model.safetensors with the tensors that {@code change} makes of copies of the old ones. */
    static void change(Path model, UnaryOperator<List<HostTensor>> change) {
        Path weights = model.resolve("model.safetensors");
        List<HostTensor> changed;
        try (SafetensorsFile file = SafetensorsFile.open(weights)) {
            List<HostTensor> tensors = new ArrayList<>();
            for (String name : file.tensorNames()) {
                tensors.add(copy(file.tensor(name)));
            }
            changed = change.apply(tensors);
        }
        try {
            Files.delete(weights);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        SafetensorsWriter.write(weights, changed, Map.of());
    }

    /** Rewrites one tensor as floats. */
    static void changeValues(Path model, String name, UnaryOperator<float[]> values) {
        change(model, tensors -> {
            tensors.replaceAll(tensor -> tensor.name().equals(name)
                    ? HostTensor.of(name, tensor.shape(), values.apply(tensor.toFloats()))
                    : tensor);
            return tensors;
        });
    }

    /** Rewrites config.json. */
    static void changeConfig(Path model, UnaryOperator<String> change) {
        Path config = model.resolve("config.json");
        try {
            Files.writeString(config, change.apply(Files.readString(config)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HostTensor copy(HostTensor tensor) {
        byte[] bytes = tensor.data().toArray(ValueLayout.JAVA_BYTE);
        return new HostTensor(tensor.name(), tensor.dataType(), tensor.shape(), MemorySegment.ofArray(bytes));
    }
}
