package org.spikingbrain4j.testkit;

import java.util.List;

/**
 * What the sizes of a {@code gla_swa_moe} model say beside those of its layers.
 *
 * @param fullAttention layers whose softmax attention sees everything
 * @param dense layers without a mixture
 * @param experts routed
 * @param active of these, for every token
 * @param shared experts, 0 or 1
 * @param sinks tokens before every text
 */
public record MixtureShape(
        List<Integer> fullAttention, List<Integer> dense, int experts, int active, int shared, int sinks) {
    /** Of the 76B: 16 experts, the best one active, a shared one, 128 sinks. */
    static final MixtureShape SPIKINGBRAIN_76B =
            new MixtureShape(List.of(6, 13, 20, 27), List.of(0, 1, 2, 4, 6, 8, 10), 16, 1, 1, 128);

    public MixtureShape {
        fullAttention = List.copyOf(fullAttention);
        dense = List.copyOf(dense);
        if (experts < 1 || active < 1 || active > experts || shared < 0 || shared > 1 || sinks < 0) {
            throw new IllegalArgumentException(
                    "need 1 to all experts active, 0 or 1 shared, 0 sinks or more: found %d of %d, %d, %d"
                            .formatted(active, experts, shared, sinks));
        }
    }

    /** The same with other layers. */
    MixtureShape withLayers(List<Integer> newFullAttention, List<Integer> newDense) {
        return new MixtureShape(newFullAttention, newDense, experts, active, shared, sinks);
    }
}
