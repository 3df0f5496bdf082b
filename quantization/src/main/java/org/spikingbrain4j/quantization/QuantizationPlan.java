package org.spikingbrain4j.quantization;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.SafetensorsWriter;
import org.spikingbrain4j.checkpoint.WeightFormat;
import org.spikingbrain4j.operators.HostTensor;

/**
 * What becomes of each tensor of a checkpoint: every matrix of a layer becomes integers, except the gate's second factor, whose few
 * inputs are no whole group, and the router of experts, which is small and decides by differences; so does a head of its own. All else
 * stays as it is.
 *
 * @param layers the linears of each
 * @param head empty where it is the embedding
 * @param kept the tensors that stay floats, the wide types first: each is then aligned
 */
record QuantizationPlan(List<List<QuantizedLinear>> layers, Optional<QuantizedLinear> head, List<KeptTensor> kept) {
    private static final String HEAD = "lm_head";
    private static final String GATE_UP = ".gk_proj.1";
    private static final String ROUTER = ".moe.router";

    /**
     * @throws QuantizationException where the checkpoint is quantised already, or the groups do not divide the inputs
     */
    static QuantizationPlan of(Checkpoint checkpoint, QuantizationOptions options) {
        int groupSize = options.groupSize();
        requireFloats(checkpoint, groupSize);
        List<List<QuantizedLinear>> layers = IntStream.range(
                        0, checkpoint.config().layers())
                .mapToObj(layer -> layer(checkpoint, layer, groupSize))
                .toList();
        Optional<QuantizedLinear> head = checkpoint.config().tiedEmbeddings()
                ? Optional.empty()
                : Optional.of(linear(checkpoint, HEAD, groupSize));
        QuantizationPlan plan =
                new QuantizationPlan(layers, head, kept(checkpoint, layers, head, options.halfMatrices()));
        plan.requireWholeGroups(groupSize);
        return plan;
    }

    private static void requireFloats(Checkpoint checkpoint, int groupSize) {
        WeightFormat format = checkpoint.weightFormat();
        if (format == WeightFormat.INT8) {
            throw new QuantizationException("%s: is quantised already; quantize the model that it was made of"
                    .formatted(checkpoint.directory()));
        }
        if (format == WeightFormat.W8ASPIKE && groupSize != WeightFormat.ROUNDING_GROUP) {
            throw new QuantizationException("%s: its own scales are for groups of %d; quantize it with that group size"
                    .formatted(checkpoint.directory(), WeightFormat.ROUNDING_GROUP));
        }
    }

    private static List<QuantizedLinear> layer(Checkpoint checkpoint, int layer, int groupSize) {
        String prefix = "model.layers.%d.".formatted(layer);
        return checkpoint.tensorNames().stream()
                .filter(name -> name.startsWith(prefix) && name.endsWith(WeightFormat.FLOATS))
                .filter(name -> checkpoint.tensor(name).shape().rank() == 2)
                .map(name -> name.substring(0, name.length() - WeightFormat.FLOATS.length()))
                .filter(name -> !name.endsWith(GATE_UP) && !name.endsWith(ROUTER))
                .map(name -> linear(checkpoint, name, groupSize))
                .toList();
    }

    private static QuantizedLinear linear(Checkpoint checkpoint, String name, int groupSize) {
        HostTensor weight = checkpoint.tensor(name + WeightFormat.FLOATS);
        int in = Math.toIntExact(weight.shape().dimension(1));
        return new QuantizedLinear(
                name,
                in,
                Math.toIntExact(weight.shape().dimension(0)),
                groupSize == QuantizationOptions.CHANNEL ? in : groupSize,
                checkpoint.contains(name + WeightFormat.ROUNDING_SCALES));
    }

    private static List<KeptTensor> kept(
            Checkpoint checkpoint,
            List<List<QuantizedLinear>> layers,
            Optional<QuantizedLinear> head,
            boolean halfMatrices) {
        Set<String> replaced = new HashSet<>();
        Stream.concat(layers.stream().flatMap(List::stream), head.stream()).forEach(linear -> {
            replaced.add(linear.weight());
            replaced.add(linear.name() + WeightFormat.ROUNDING_SCALES);
        });
        return checkpoint.tensorNames().stream()
                .filter(name -> !replaced.contains(name))
                .map(name -> KeptTensor.of(checkpoint.tensor(name), halfMatrices))
                .sorted(Comparator.comparingInt(
                        tensor -> -tensor.entry().dataType().bytes()))
                .toList();
    }

    private void requireWholeGroups(int groupSize) {
        if (groupSize == QuantizationOptions.CHANNEL) {
            return;
        }
        linears().filter(linear -> linear.in() % groupSize != 0).findFirst().ifPresent(linear -> {
            int common = linears().mapToInt(QuantizedLinear::in).reduce(0, QuantizationPlan::greatestDivisor);
            String fitting = IntStream.rangeClosed(1, common)
                    .filter(size -> common % size == 0)
                    .mapToObj(Integer::toString)
                    .collect(Collectors.joining(", "));
            throw new QuantizationException(
                    "%s: %d inputs are no whole groups of %d; use a scale per channel, or a group size that fits all linears: %s"
                            .formatted(linear.name(), linear.in(), groupSize, fitting));
        });
    }

    private static int greatestDivisor(int a, int b) {
        return b == 0 ? a : greatestDivisor(b, a % b);
    }

    /** All that become integers, in the order of the file. */
    Stream<QuantizedLinear> linears() {
        return Stream.concat(layers.stream().flatMap(List::stream), head.stream());
    }

    /** All tensors of the result, in the order of the file: integers first, so that they lie on cache lines. */
    List<SafetensorsWriter.Entry> entries() {
        List<SafetensorsWriter.Entry> entries = new ArrayList<>(
                linears().flatMap(linear -> linear.entries().stream()).toList());
        kept.forEach(tensor -> entries.add(tensor.entry()));
        return List.copyOf(entries);
    }
}
