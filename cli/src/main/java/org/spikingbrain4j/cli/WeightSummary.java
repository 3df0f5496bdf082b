package org.spikingbrain4j.cli;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.operators.HostTensor;

/**
 * How much of a checkpoint a pass has to do with.
 *
 * @param parameters of all tensors
 * @param bytes of all tensors
 * @param dataTypes those found, with commas
 * @param decodeBytes bytes of weights that are read for one token: all but the embedding table, of which it is one row
 * @param layerParameters parameters that are multiplied with every token of a prompt: matrices but embedding and head
 */
record WeightSummary(long parameters, long bytes, String dataTypes, long decodeBytes, long layerParameters) {
    private static final List<String> EMBEDDINGS = List.of("model.embeddings.weight", "model.embed_tokens.weight");
    private static final String HEAD = "lm_head.weight";

    static WeightSummary of(Checkpoint checkpoint) {
        List<HostTensor> tensors =
                checkpoint.tensorNames().stream().map(checkpoint::tensor).toList();
        boolean tied = !checkpoint.contains(HEAD);
        return new WeightSummary(
                tensors.stream().mapToLong(HostTensor::elements).sum(),
                bytes(tensors),
                tensors.stream()
                        .map(tensor -> tensor.dataType().name())
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(", ")),
                bytes(tensors.stream()
                        .filter(tensor -> tied || !EMBEDDINGS.contains(tensor.name()))
                        .toList()),
                tensors.stream()
                        .filter(WeightSummary::multipliesEveryToken)
                        .mapToLong(HostTensor::elements)
                        .sum());
    }

    private static boolean multipliesEveryToken(HostTensor tensor) {
        return tensor.shape().rank() == 2
                && !EMBEDDINGS.contains(tensor.name())
                && !tensor.name().equals(HEAD);
    }

    private static long bytes(Collection<HostTensor> tensors) {
        return tensors.stream().mapToLong(tensor -> tensor.data().byteSize()).sum();
    }
}
