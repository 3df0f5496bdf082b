package org.spikingbrain4j.testkit;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.spikingbrain4j.operators.AttentionHeads;

/**
 * Sizes of a model without its numbers.
 *
 * @param modelType as in config.json: gla_swa, gla_swa_moe, llama or qwen2
 * @param heads {@code queryHeads · headDim} is the hidden size
 * @param window keys a query sees in the sliding-window layers of gla_swa and gla_swa_moe; the others ignore it
 * @param tiedEmbeddings whether the embedding table is the output matrix too; never for these two
 * @param mixture of gla_swa_moe, and only there
 */
public record CheckpointShape(
        String modelType,
        int layers,
        AttentionHeads heads,
        int intermediateSize,
        int vocabulary,
        int window,
        boolean tiedEmbeddings,
        Optional<MixtureShape> mixture) {

    /** The released model: 15 GB in BF16. */
    public static final CheckpointShape SPIKINGBRAIN_7B =
            new CheckpointShape("gla_swa", 28, new AttentionHeads(28, 4, 128), 18_944, 152_064, 4096, false);

    /** Large enough that decoding reads memory, not caches: 1.2 GB in BF16. */
    public static final CheckpointShape SMALL_600M =
            new CheckpointShape("gla_swa", 16, new AttentionHeads(12, 4, 128), 5120, 32_000, 1024, false);

    /** The sizes of Qwen2 0.5B: 500 MB as integers, and the embedding. */
    public static final CheckpointShape QWEN2_05B_GLA_SWA =
            new CheckpointShape("gla_swa", 24, new AttentionHeads(14, 2, 64), 4864, 151_936, 4096, false);

    /**
     * A dense layer and one with a mixture as the 76B has them, the second with full attention: 3.9 GB as integers. The vocabulary is small, so
     * that measurements are of the layers.
     */
    public static final CheckpointShape SPIKINGBRAIN_76B_LAYERS =
            spikingBrain76b(2, MixtureShape.SPIKINGBRAIN_76B.withLayers(List.of(1), List.of(0)));

    /** The dense layer alone, to be taken off the other's times. */
    public static final CheckpointShape SPIKINGBRAIN_76B_DENSE_LAYER =
            spikingBrain76b(1, MixtureShape.SPIKINGBRAIN_76B.withLayers(List.of(), List.of(0)));

    /** 200 MB of experts in BF16, in eight layers, beside 45 MB of all else. */
    public static final CheckpointShape SMALL_MOE = new CheckpointShape(
            "gla_swa_moe",
            8,
            new AttentionHeads(8, 2, 64),
            1024,
            8000,
            512,
            false,
            Optional.of(new MixtureShape(List.of(3, 7), List.of(0), 8, 1, 1, 16)));

    public static final CheckpointShape TINY_GLA_SWA =
            new CheckpointShape("gla_swa", 4, new AttentionHeads(4, 2, 16), 172, 320, 16, false);

    public static final CheckpointShape TINY_MOE = new CheckpointShape(
            "gla_swa_moe",
            3,
            new AttentionHeads(4, 2, 16),
            172,
            320,
            16,
            false,
            Optional.of(new MixtureShape(List.of(1), List.of(0), 4, 1, 1, 5)));

    public static final CheckpointShape TINY_LLAMA =
            new CheckpointShape("llama", 3, new AttentionHeads(6, 2, 16), 204, 307, 0, false);

    public static final CheckpointShape TINY_QWEN2 =
            new CheckpointShape("qwen2", 3, new AttentionHeads(7, 1, 16), 180, 311, 0, true);

    private static final int GROUP = 128;

    /** Without a mixture. */
    public CheckpointShape(
            String modelType,
            int layers,
            AttentionHeads heads,
            int intermediateSize,
            int vocabulary,
            int window,
            boolean tiedEmbeddings) {
        this(modelType, layers, heads, intermediateSize, vocabulary, window, tiedEmbeddings, Optional.empty());
    }

    public CheckpointShape {
        if (!List.of("gla_swa", "gla_swa_moe", "llama", "qwen2").contains(modelType)) {
            throw new IllegalArgumentException(
                    "model type: need gla_swa, gla_swa_moe, llama or qwen2, found " + modelType);
        }
        if (mixture.isPresent() != modelType.equals("gla_swa_moe")) {
            throw new IllegalArgumentException(
                    "a mixture is of gla_swa_moe, and only there: found one of " + modelType);
        }
        if (layers < 1 || intermediateSize < 1 || vocabulary < 1 || (modelType.startsWith("gla_swa") && window < 1)) {
            throw new IllegalArgumentException(
                    "sizes must be at least 1: %d layers, intermediate %d, vocabulary %d, window %d"
                            .formatted(layers, intermediateSize, vocabulary, window));
        }
        if (tiedEmbeddings && modelType.startsWith("gla_swa")) {
            throw new IllegalArgumentException(modelType + " has no tied embeddings");
        }
    }

    /** The same with another mixture. */
    public CheckpointShape withMixture(MixtureShape newMixture) {
        return new CheckpointShape(
                modelType,
                layers,
                heads,
                intermediateSize,
                vocabulary,
                window,
                tiedEmbeddings,
                Optional.of(newMixture));
    }

    private static CheckpointShape spikingBrain76b(int layers, MixtureShape mixture) {
        return new CheckpointShape(
                "gla_swa_moe", layers, new AttentionHeads(28, 4, 128), 18_944, 4096, 4096, false, Optional.of(mixture));
    }

    /** The shape that the command line calls by that name. */
    static Optional<CheckpointShape> named(String name) {
        return switch (name) {
            case "7b" -> Optional.of(SPIKINGBRAIN_7B);
            case "600m" -> Optional.of(SMALL_600M);
            case "qwen2-0.5b" -> Optional.of(QWEN2_05B_GLA_SWA);
            case "76b-layers" -> Optional.of(SPIKINGBRAIN_76B_LAYERS);
            case "76b-dense-layer" -> Optional.of(SPIKINGBRAIN_76B_DENSE_LAYER);
            case "small-moe" -> Optional.of(SMALL_MOE);
            case "tiny-gla-swa" -> Optional.of(TINY_GLA_SWA);
            case "tiny-moe" -> Optional.of(TINY_MOE);
            case "tiny-llama" -> Optional.of(TINY_LLAMA);
            case "tiny-qwen2" -> Optional.of(TINY_QWEN2);
            default -> Optional.empty();
        };
    }

    public int hiddenSize() {
        return heads.queryColumns();
    }

    /** Inputs that share a scale where the linears are integers, one number for the whole checkpoint; empty: all inputs do. */
    OptionalInt groupSize() {
        return hiddenSize() % GROUP == 0 && intermediateSize % GROUP == 0 ? OptionalInt.of(GROUP) : OptionalInt.empty();
    }

    /** Whether names and config are those of gla_swa, which gla_swa_moe follows. */
    boolean glaSwa() {
        return modelType.startsWith("gla_swa");
    }

    /** Sliding-window layers of gla_swa are the odd ones. */
    boolean slidingWindow(int layer) {
        return layer % 2 == 1;
    }
}
