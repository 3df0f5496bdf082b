package org.spikingbrain4j.conversion;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.SafetensorsWriter;
import org.spikingbrain4j.conversion.PlannedTensor.Filling;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Shape;

/** The tensors of the converted model in the order in which they are written. */
final class TensorPlan {
    private static final long BATCH = 256 << 20;

    private final Checkpoint base;
    private final WeightType weightType;
    private final DataType modelType;
    private final List<PlannedTensor> tensors = new ArrayList<>();

    /**
     * @param embedding tensor of the base whose type new tensors have
     */
    TensorPlan(Checkpoint base, WeightType weightType, String embedding) {
        this.base = base;
        this.weightType = weightType;
        this.modelType = weightType.of(base.tensor(embedding).dataType());
    }

    boolean baseHas(String name) {
        return base.contains(name);
    }

    void copy(String name, String from) {
        made(name, TensorOrigin.COPIED, new Filling.Base(from, 1, 0));
    }

    /** Of one of the base, and as large. */
    void made(String name, TensorOrigin origin, Filling.Base from) {
        HostTensor tensor = base.tensor(from.tensor());
        tensors.add(new PlannedTensor(name, weightType.of(tensor.dataType()), tensor.shape(), origin, from));
    }

    void filled(String name, Shape shape, TensorOrigin origin, Filling filling) {
        tensors.add(new PlannedTensor(name, modelType, shape, origin, filling));
    }

    /** Wide types first, as the official writer does: every tensor is then aligned to its element. */
    List<PlannedTensor> tensors() {
        return tensors.stream()
                .sorted(Comparator.comparingInt(tensor -> -tensor.dataType().bytes()))
                .toList();
    }

    /** The tensors in their order, as many at a time as are no more than 256 MiB together, but at least one. */
    List<List<PlannedTensor>> batches() {
        List<List<PlannedTensor>> batches = new ArrayList<>();
        long room = 0;
        for (PlannedTensor tensor : tensors()) {
            long bytes = tensor.entry().bytes();
            if (batches.isEmpty() || bytes > room) {
                batches.add(new ArrayList<>());
                room = BATCH;
            }
            batches.getLast().add(tensor);
            room -= bytes;
        }
        return batches;
    }

    /** The type of the embedding, and of what is new. */
    DataType modelType() {
        return modelType;
    }

    long bytes() {
        return tensors.stream()
                .map(PlannedTensor::entry)
                .mapToLong(SafetensorsWriter.Entry::bytes)
                .sum();
    }

    Map<TensorOrigin, ConversionReport.Tally> origins() {
        Map<TensorOrigin, ConversionReport.Tally> tallies = new EnumMap<>(TensorOrigin.class);
        for (PlannedTensor tensor : tensors) {
            ConversionReport.Tally before = tallies.getOrDefault(tensor.origin(), ConversionReport.Tally.NONE);
            tallies.put(tensor.origin(), before.plus(tensor.shape().elements()));
        }
        return tallies;
    }
}
