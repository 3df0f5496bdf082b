package org.spikingbrain4j.model;

import org.spikingbrain4j.checkpoint.GlaSwaConfig;
import org.spikingbrain4j.checkpoint.GlaSwaMoeConfig;
import org.spikingbrain4j.checkpoint.ModelConfig;
import org.spikingbrain4j.checkpoint.TransformerConfig;
import org.spikingbrain4j.operators.AttentionHeads;

/**
 * What a sequence occupies after a number of tokens, in F32: the numbers a model must keep, without room to grow. For models that are not
 * loaded; of one that is, {@link SequenceState} says it of itself.
 */
public final class StateSize {
    private StateSize() {}

    /** Bytes of the state of a sequence that has read so many tokens. */
    public static long bytes(ModelConfig config, long tokens) {
        return switch (config) {
            case GlaSwaConfig gla -> {
                long windowLayers = gla.windowLayers().size();
                long recurrentLayers = gla.layers() - windowLayers;
                long kept = Math.min(tokens, gla.slidingWindow());
                yield recurrentLayers * matrices(gla.heads()) + windowLayers * keysAndValues(gla.heads(), kept);
            }
            case GlaSwaMoeConfig mixture -> {
                long full = mixture.fullAttentionLayers().size();
                long kept = mixture.sinkTokens() + Math.min(tokens, mixture.slidingWindow());
                yield mixture.layers() * matrices(mixture.heads())
                        + (mixture.layers() - full) * keysAndValues(mixture.heads(), kept)
                        + full * keysAndValues(mixture.heads(), mixture.sinkTokens() + tokens);
            }
            case TransformerConfig transformer -> transformer.layers() * keysAndValues(transformer.heads(), tokens);
        };
    }

    /** Bytes that every token adds for good: keys and values of full attention. The rest of {@link #bytes} is bounded. */
    public static long bytesPerToken(ModelConfig config) {
        long full = switch (config) {
            case GlaSwaConfig _ -> 0;
            case GlaSwaMoeConfig mixture -> mixture.fullAttentionLayers().size();
            case TransformerConfig transformer -> transformer.layers();
        };
        return full * keysAndValues(config.heads(), 1);
    }

    private static long matrices(AttentionHeads heads) {
        return (long) heads.kvHeads() * heads.headDim() * heads.headDim() * Float.BYTES;
    }

    private static long keysAndValues(AttentionHeads heads, long tokens) {
        return 2 * tokens * heads.kvHeads() * heads.headDim() * Float.BYTES;
    }
}
