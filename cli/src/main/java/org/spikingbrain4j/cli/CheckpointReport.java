package org.spikingbrain4j.cli;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.GlaSwaConfig;
import org.spikingbrain4j.checkpoint.GlaSwaMoeConfig;
import org.spikingbrain4j.checkpoint.Int8Quantization;
import org.spikingbrain4j.checkpoint.ModelConfig;
import org.spikingbrain4j.checkpoint.TransformerConfig;
import org.spikingbrain4j.checkpoint.WeightFormat;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.HostTensor;

/** A checkpoint described for people. */
final class CheckpointReport {
    private final Checkpoint checkpoint;
    private final ModelConfig config;
    private final WeightSummary weights;
    private final StateTable states;
    private final boolean listsTensors;

    CheckpointReport(CheckpointFacts facts, boolean listsTensors) {
        this.checkpoint = facts.checkpoint();
        this.config = facts.config();
        this.weights = facts.weights();
        this.states = facts.states();
        this.listsTensors = listsTensors;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        line(text, "model", "%s, %s", StartLine.name(checkpoint.directory()), config.modelType());
        line(text, "layers", "%d: %s", config.layers(), layerKinds());
        line(
                text,
                "sizes",
                "hidden %d, feed-forward %d, vocabulary %d",
                config.hiddenSize(),
                config.intermediateSize(),
                config.vocabularySize());
        AttentionHeads heads = config.heads();
        line(
                text,
                "heads",
                "%d query, %d key/value, %d channels each",
                heads.queryHeads(),
                heads.kvHeads(),
                heads.headDim());
        line(text, "positions", "%d (max_position_embeddings)", config.maxPositions());
        line(text, "tokens", "BOS %s, EOS %s", bos(), config.tokens().eos());
        line(
                text,
                "weights",
                "%s parameters, %s in %d tensors of %s, %s",
                Quantity.count(weights.parameters()),
                Quantity.bytes(weights.bytes()),
                checkpoint.tensorNames().size(),
                weights.dataTypes(),
                checkpoint.format());
        line(
                text,
                "per token",
                "%s parameters active, %s of weights read to decode one",
                Quantity.count(weights.activeParameters()),
                Quantity.bytes(weights.decodeBytes()));
        quantization().ifPresent(found -> line(text, "quantised", "%s", found));
        line(text, "fingerprint", "%s", checkpoint.fingerprint());
        text.append('\n').append(states.text());
        return listsTensors ? text + "\n" + tensorTable() : text.toString();
    }

    /** For people, such as "spikingbrain_int8, groups of 128 inputs, k 3". */
    private Optional<String> quantization() {
        return switch (checkpoint.weightFormat()) {
            case FLOAT -> Optional.empty();
            case W8ASPIKE ->
                Optional.of("W8ASpike: floats and scales, groups of %d inputs".formatted(WeightFormat.ROUNDING_GROUP));
            case INT8 -> config.quantization().map(CheckpointReport::describe);
        };
    }

    private static String describe(Int8Quantization quantization) {
        int size = quantization.groupSize();
        String groups = size == 0 ? "a scale per output" : "groups of %d inputs".formatted(size);
        String k = quantization.k().stream().distinct().count() == 1
                ? String.valueOf(quantization.k().getFirst())
                : "per layer " + quantization.k();
        return "%s, %s, k %s".formatted(Int8Quantization.METHOD, groups, k);
    }

    private static void line(StringBuilder text, String name, String format, Object... values) {
        text.append("%-12s ".formatted(name)).append(format.formatted(values)).append('\n');
    }

    private String layerKinds() {
        return switch (config) {
            case GlaSwaConfig gla ->
                "%d gated linear attention, %d sliding window of %d (layers %s)"
                        .formatted(
                                gla.layers() - gla.windowLayers().size(),
                                gla.windowLayers().size(),
                                gla.slidingWindow(),
                                gla.windowLayers().stream().map(String::valueOf).collect(Collectors.joining(", ")));
            case GlaSwaMoeConfig mixture ->
                "gated linear attention beside a sliding window of %d in each, full attention beside it in %s; %d of %d experts%s in all layers but %s; %d sink tokens"
                        .formatted(
                                mixture.slidingWindow(),
                                mixture.fullAttentionLayers(),
                                mixture.activeExperts(),
                                mixture.experts(),
                                mixture.sharedExperts() > 0 ? " and a shared one" : "",
                                mixture.denseLayers(),
                                mixture.sinkTokens());
            case TransformerConfig transformer -> "full attention";
        };
    }

    private String bos() {
        IntStream bos = config.tokens().bos().stream();
        return bos.mapToObj(Integer::toString).findFirst().orElse("none");
    }

    private String tensorTable() {
        TextTable table = new TextTable("tensor", "type", "shape", "bytes");
        for (String name : checkpoint.tensorNames()) {
            HostTensor tensor = checkpoint.tensor(name);
            table.row(
                    name,
                    tensor.dataType().name(),
                    tensor.shape().toString(),
                    Long.toString(tensor.data().byteSize()));
        }
        return table.text();
    }
}
