package org.spikingbrain4j.testkit;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.spikingbrain4j.operators.AttentionHeads;

/**
 * Sizes of a model without its numbers.
 *
 * @param modelType as in config.json: gla_swa, llama or qwen2
 * @param heads {@code queryHeads · headDim} is the hidden size
 * @param window keys a query sees in the sliding-window layers of gla_swa; the others ignore it
 * @param tiedEmbeddings whether the embedding table is the output matrix too; never for gla_swa
 */
public record CheckpointShape(
        String modelType,
        int layers,
        AttentionHeads heads,
        int intermediateSize,
        int vocabulary,
        int window,
        boolean tiedEmbeddings) {

    /** The released model: 15 GB in BF16. */
    public static final CheckpointShape SPIKINGBRAIN_7B =
            new CheckpointShape("gla_swa", 28, new AttentionHeads(28, 4, 128), 18_944, 152_064, 4096, false);

    /** Large enough that decoding reads memory, not caches: 1.2 GB in BF16. */
    public static final CheckpointShape SMALL_600M =
            new CheckpointShape("gla_swa", 16, new AttentionHeads(12, 4, 128), 5120, 32_000, 1024, false);

    /** The sizes of Qwen2 0.5B: 500 MB as integers, and the embedding. */
    public static final CheckpointShape QWEN2_05B_GLA_SWA =
            new CheckpointShape("gla_swa", 24, new AttentionHeads(14, 2, 64), 4864, 151_936, 4096, false);

    public static final CheckpointShape TINY_GLA_SWA =
            new CheckpointShape("gla_swa", 4, new AttentionHeads(4, 2, 16), 172, 320, 16, false);

    public static final CheckpointShape TINY_LLAMA =
            new CheckpointShape("llama", 3, new AttentionHeads(6, 2, 16), 204, 307, 0, false);

    public static final CheckpointShape TINY_QWEN2 =
            new CheckpointShape("qwen2", 3, new AttentionHeads(7, 1, 16), 180, 311, 0, true);

    private static final int GROUP = 128;

    public CheckpointShape {
        if (!List.of("gla_swa", "llama", "qwen2").contains(modelType)) {
            throw new IllegalArgumentException("model type: need gla_swa, llama or qwen2, found " + modelType);
        }
        if (layers < 1 || intermediateSize < 1 || vocabulary < 1 || (modelType.equals("gla_swa") && window < 1)) {
            throw new IllegalArgumentException(
                    "sizes must be at least 1: %d layers, intermediate %d, vocabulary %d, window %d"
                            .formatted(layers, intermediateSize, vocabulary, window));
        }
        if (tiedEmbeddings && modelType.equals("gla_swa")) {
            throw new IllegalArgumentException("gla_swa has no tied embeddings");
        }
    }

    /** The shape that the command line calls by that name. */
    static Optional<CheckpointShape> named(String name) {
        return switch (name) {
            case "7b" -> Optional.of(SPIKINGBRAIN_7B);
            case "600m" -> Optional.of(SMALL_600M);
            case "qwen2-0.5b" -> Optional.of(QWEN2_05B_GLA_SWA);
            case "tiny-gla-swa" -> Optional.of(TINY_GLA_SWA);
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

    boolean glaSwa() {
        return modelType.equals("gla_swa");
    }

    /** Sliding-window layers of gla_swa are the odd ones. */
    boolean slidingWindow(int layer) {
        return layer % 2 == 1;
    }
}
