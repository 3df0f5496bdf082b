package org.spikingbrain4j.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.WeightFormat;
import org.spikingbrain4j.model.MlpSpiking;
import org.spikingbrain4j.model.Spiking;
import org.spikingbrain4j.operators.HostTensor;

/**
 * How much of a checkpoint a pass has to do with.
 *
 * @param parameters of all tensors; scales are none
 * @param bytes of all tensors
 * @param dataTypes those found, with commas
 * @param decodeBytes bytes of weights that are read for one token: all but the embedding table, of which it is one row
 * @param layerParameters parameters that are multiplied with every token of a prompt: matrices but embedding and head
 */
record WeightSummary(long parameters, long bytes, String dataTypes, long decodeBytes, long layerParameters) {
    private static final List<String> EMBEDDINGS = List.of("model.embeddings.weight", "model.embed_tokens.weight");
    private static final String HEAD = "lm_head";
    /**
     * @param spiking how the model runs: where floats are rounded, one byte of each is read
     */
    static WeightSummary of(Checkpoint checkpoint, Optional<Spiking> spiking) {
        List<HostTensor> tensors =
                checkpoint.tensorNames().stream().map(checkpoint::tensor).toList();
        boolean tied =
                !checkpoint.contains(HEAD + WeightFormat.FLOATS) && !checkpoint.contains(HEAD + WeightFormat.CODES);
        return new WeightSummary(
                sum(tensors, tensor -> !isScales(tensor), HostTensor::elements),
                sum(tensors, _ -> true, WeightSummary::bytes),
                tensors.stream()
                        .map(tensor -> tensor.dataType().name())
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(", ")),
                sum(
                        tensors,
                        tensor -> tied || !EMBEDDINGS.contains(tensor.name()),
                        tensor -> bytesRead(tensor, checkpoint, spiking)),
                sum(tensors, WeightSummary::multipliesEveryToken, HostTensor::elements));
    }

    private static long sum(List<HostTensor> tensors, Predicate<HostTensor> which, ToLongFunction<HostTensor> size) {
        return tensors.stream().filter(which).mapToLong(size).sum();
    }

    private static boolean isScales(HostTensor tensor) {
        return tensor.name().endsWith(WeightFormat.SCALES);
    }

    private static boolean multipliesEveryToken(HostTensor tensor) {
        return tensor.shape().rank() == 2
                && !isScales(tensor)
                && !EMBEDDINGS.contains(tensor.name())
                && !tensor.name().startsWith(HEAD);
    }

    /** Of a matrix with scales to round it by, its integers and scales are read where it is fed spikes, else its floats. */
    private static long bytesRead(HostTensor tensor, Checkpoint checkpoint, Optional<Spiking> spiking) {
        String name = tensor.name();
        if (name.endsWith(WeightFormat.ROUNDING_SCALES)) {
            return isRounded(name, spiking) ? bytes(tensor) : 0;
        }
        boolean hasScales = name.endsWith(WeightFormat.FLOATS)
                && checkpoint.contains(
                        name.substring(0, name.length() - WeightFormat.FLOATS.length()) + WeightFormat.ROUNDING_SCALES);
        return hasScales && isRounded(name, spiking) ? tensor.elements() : bytes(tensor);
    }

    private static boolean isRounded(String name, Optional<Spiking> spiking) {
        return spiking.filter(found -> found.mlp() == MlpSpiking.ALL || !name.contains(".down_proj."))
                .isPresent();
    }

    private static long bytes(HostTensor tensor) {
        return tensor.data().byteSize();
    }
}
