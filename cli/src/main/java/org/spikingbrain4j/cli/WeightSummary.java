package org.spikingbrain4j.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.GlaSwaMoeConfig;
import org.spikingbrain4j.checkpoint.WeightFormat;
import org.spikingbrain4j.model.MlpSpiking;
import org.spikingbrain4j.model.Spiking;
import org.spikingbrain4j.operators.HostTensor;

/**
 * How much of a checkpoint a pass has to do with.
 *
 * @param parameters of all tensors; scales are none
 * @param activeParameters of these, all but experts to which a token does not go
 * @param bytes of all tensors
 * @param dataTypes those found, with commas
 * @param decodeBytes bytes of weights that are read for one token: all but the embedding table, of which it is one row, sink tokens, which
 *     are read once, and experts to which it does not go
 * @param layerParameters parameters that are multiplied with a token of a prompt: matrices but embedding and head
 */
record WeightSummary(
        long parameters, long activeParameters, long bytes, String dataTypes, long decodeBytes, long layerParameters) {
    private static final List<String> EMBEDDINGS = List.of("model.embeddings.weight", "model.embed_tokens.weight");
    private static final String SINKS = "model.sink_embeddings";
    private static final String EXPERT = ".moe.experts.";
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
                ofOneToken(checkpoint, tensors, tensor -> !isScales(tensor), HostTensor::elements),
                sum(tensors, _ -> true, WeightSummary::bytes),
                tensors.stream()
                        .map(tensor -> tensor.dataType().name())
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(", ")),
                ofOneToken(
                        checkpoint,
                        tensors,
                        tensor -> !tensor.name().equals(SINKS) && (tied || !EMBEDDINGS.contains(tensor.name())),
                        tensor -> bytesRead(tensor, checkpoint, spiking)),
                ofOneToken(checkpoint, tensors, WeightSummary::multipliesEveryToken, HostTensor::elements));
    }

    /** Of the experts, which are of one size, as many as a token goes to. */
    private static long ofOneToken(
            Checkpoint checkpoint,
            List<HostTensor> tensors,
            Predicate<HostTensor> which,
            ToLongFunction<HostTensor> size) {
        long all = sum(tensors, which, size);
        if (!(checkpoint.config() instanceof GlaSwaMoeConfig mixture)) {
            return all;
        }
        long experts = sum(tensors, which.and(tensor -> tensor.name().contains(EXPERT)), size);
        return all - experts + experts / mixture.experts() * mixture.activeExperts();
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
                && !tensor.name().equals(SINKS)
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
