package org.spikingbrain4j.model;

import org.spikingbrain4j.operators.HostSpikes;
import org.spikingbrain4j.operators.Weight;

/**
 * Is told what spikes, too: then spikes are copied to the host. The arrays it gets are shared: it may keep them, but not change them.
 */
public interface SpikeObserver extends PassObserver {
    /**
     * A linear takes spikes. Linears that share an input are told one by one, with the same spikes.
     *
     * @param projection such as {@code model.layers.0.attn.q_proj}
     * @param outputs that each spike meets a weight for
     * @param spikes [tokens, inputs]
     */
    void linear(String projection, int outputs, HostSpikes spikes);

    /**
     * Spikes that meet no weights: the queries of softmax attention (spec 6.3).
     *
     * @param name such as {@code model.layers.1.attn.query}
     * @param spikes [tokens, heads · headDim]
     */
    void queries(String name, HostSpikes spikes);

    /**
     * A linear outside of experts takes activations as they are. Every token passes it once; prompts may leave out the head for tokens
     * whose logits nobody wants.
     *
     * @param projection such as {@code lm_head}
     * @param weight [out, in]
     */
    default void dense(String projection, Weight weight) {}

    /**
     * A linear of an expert takes activations as they are.
     *
     * @param projection such as {@code model.layers.3.moe.experts.5.down_proj}
     * @param weight [out, in]
     * @param tokens that the expert got
     */
    default void denseOfExpert(String projection, Weight weight, int tokens) {}
}
