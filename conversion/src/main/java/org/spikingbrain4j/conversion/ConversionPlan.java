package org.spikingbrain4j.conversion;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.GlaSwaConfig;
import org.spikingbrain4j.checkpoint.SafetensorsWriter;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Shape;

/** Every tensor of the converted model and where it comes from: the table of docs/conversion.md. */
final class ConversionPlan {
    private static final String BASE_EMBEDDING = "model.embed_tokens.weight";
    private static final String HEAD = "lm_head.weight";
    private static final String FINAL_NORM = "model.norm.weight";
    private static final long BATCH = 256 << 20;
    private static final double SECOND_GATE_DEVIATION = 0.02;

    private final Checkpoint base;
    private final GlaSwaConfig config;
    private final ConversionOptions options;
    private final List<PlannedTensor> tensors = new ArrayList<>();

    private ConversionPlan(Checkpoint base, GlaSwaConfig config, ConversionOptions options) {
        this.base = base;
        this.config = config;
        this.options = options;
    }

    /**
     * @param base one that {@link ConvertibleBase} allows
     * @param config of the new model
     * @param layers the kinds of its layers
     */
    static ConversionPlan of(
            Checkpoint base, GlaSwaConfig config, ConversionOptions options, List<ConversionReport.Layer> layers) {
        ConversionPlan plan = new ConversionPlan(base, config, options);
        plan.copy("model.embeddings.weight", BASE_EMBEDDING);
        layers.forEach(plan::layer);
        plan.copy(FINAL_NORM, FINAL_NORM);
        if (base.config().tiedEmbeddings()) {
            plan.base(HEAD, BASE_EMBEDDING, TensorOrigin.COPIED_EMBEDDING, 0);
        } else {
            plan.copy(HEAD, HEAD);
        }
        // Wide types first, as the official writer does: every tensor is then aligned to its element.
        plan.tensors.sort(Comparator.comparingInt(tensor -> -tensor.dataType().bytes()));
        return plan;
    }

    List<PlannedTensor> tensors() {
        return List.copyOf(tensors);
    }

    /** The tensors in their order, as many at a time as are no more than 256 MiB together, but at least one. */
    List<List<PlannedTensor>> batches() {
        List<List<PlannedTensor>> batches = new ArrayList<>();
        long room = 0;
        for (PlannedTensor tensor : tensors) {
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
        return options.weightType().of(base.tensor(BASE_EMBEDDING).dataType());
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

    private void layer(ConversionReport.Layer layer) {
        String name = "model.layers.%d.".formatted(layer.index());
        String attention = name + "attn.";
        copy(name + "attn_norm.weight", name + "input_layernorm.weight");
        double raise = layer.attendsToWindow() ? 0 : options.featureBias();
        projection(name, "q_proj", config.heads().queryColumns(), raise);
        projection(name, "k_proj", config.heads().kvColumns(), raise);
        projection(name, "v_proj", config.heads().kvColumns(), 0);
        copy(attention + "o_proj.weight", name + "self_attn.o_proj.weight");
        layer.outputNorm().ifPresent(norm -> gatedLinearAttention(attention, norm));
        copy(name + "mlp_norm.weight", name + "post_attention_layernorm.weight");
        for (String linear : List.of("gate_proj", "up_proj", "down_proj")) {
            String weight = "%smlp.%s.weight".formatted(name, linear);
            copy(weight, weight);
        }
    }

    private void projection(String layer, String linear, int out, double raise) {
        String to = layer + "attn." + linear;
        String from = layer + "self_attn." + linear;
        copy(to + ".weight", from + ".weight");
        TensorOrigin raised = TensorOrigin.RAISED;
        if (base.contains(from + ".bias")) {
            base(to + ".bias", from + ".bias", raise == 0 ? TensorOrigin.COPIED : raised, raise);
        } else {
            fill(to + ".bias", Shape.of(out), raise == 0 ? TensorOrigin.ZEROS : raised, constant(raise));
        }
    }

    private void gatedLinearAttention(String attention, double norm) {
        int hidden = config.hiddenSize();
        int rank = config.gateRank();
        int gates = config.heads().kvColumns();
        fill(attention + "g_norm.weight", Shape.of(config.heads().headDim()), TensorOrigin.NEW, constant(norm));
        normal(attention + "gk_proj.0.weight", Shape.of(rank, hidden), 1 / Math.sqrt(hidden));
        normal(attention + "gk_proj.1.weight", Shape.of(gates, rank), SECOND_GATE_DEVIATION);
        fill(attention + "gk_proj.1.bias", Shape.of(gates), TensorOrigin.NEW, constant(0));
    }

    private void copy(String name, String from) {
        base(name, from, TensorOrigin.COPIED, 0);
    }

    private void base(String name, String from, TensorOrigin origin, double raise) {
        HostTensor tensor = base.tensor(from);
        DataType type = options.weightType().of(tensor.dataType());
        tensors.add(new PlannedTensor(name, type, tensor.shape(), origin, new PlannedTensor.Filling.Base(from, raise)));
    }

    private void normal(String name, Shape shape, double deviation) {
        fill(name, shape, TensorOrigin.NEW, new PlannedTensor.Filling.Normal(deviation));
    }

    private void fill(String name, Shape shape, TensorOrigin origin, PlannedTensor.Filling filling) {
        tensors.add(new PlannedTensor(name, modelType(), shape, origin, filling));
    }

    private static PlannedTensor.Filling constant(double value) {
        return new PlannedTensor.Filling.Constant(value);
    }
}
