package org.spikingbrain4j.operators;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The operators of one pass: all that a layer may do with tensors. Layers compose them and never touch a number, so the
 * same layers run on plain arrays, on vector kernels, on libtorch with gradients, and later on a GPU.
 *
 * <p>Tensors are [tokens, channels]. A pass holds the tokens of one or many sequences, in {@link Span}s. Operators that
 * take states update them. Closing the pass frees its tensors.
 */
public interface Operators extends AutoCloseable {

    /**
     * Rows of the embedding table [vocabulary, hidden], one per token.
     *
     * @throws IndexOutOfBoundsException where a token is not in 0 to vocabulary - 1
     */
    Tensor embed(Weight table, int[] tokens);

    /**
     * x / sqrt(mean(x²) + epsilon) · weight over each run of {@code weight} elements: over whole rows, or per head where a
     * row holds several runs.
     */
    Tensor rmsNorm(Tensor x, Weight weight, double epsilon);

    /**
     * x · weightᵀ, weight [out, in]. On spikes it is threshold · Σ_g scale_g · (integer dot product of group g) for integer weights, and
     * threshold · (counts · weightᵀ) for float weights (spec 6.2); the spikes must share one threshold per row.
     *
     * @throws SpikingBrainException where x is {@link SpikeExecution#EVENTS} and the weight was not loaded for it
     */
    Tensor linear(Tensor x, Weight weight);

    /** x · weightᵀ + bias, weight [out, in], bias [out]. */
    Tensor linear(Tensor x, Weight weight, Weight bias);

    /**
     * The spikes of activations (spec 6.1), made once for all linears that take them. Of the operators only {@link #linear},
     * {@link #spikeValues} and {@link #spikesToHost} take spikes.
     *
     * @throws SpikeException where an activation is NaN or infinite, or has more spikes than float32 can count
     */
    Tensor spike(Tensor x, SpikeRule rule);

    /** Count times threshold: what spikes are to whoever knows none. */
    Tensor spikeValues(Tensor spikes);

    /** Counts and thresholds on the host. */
    HostSpikes spikesToHost(Tensor spikes);

    /**
     * Turns the channel pairs (i, i + headDim/2) of every head by the angle of the token's absolute position (spec 4.2).
     */
    Tensor rotary(Tensor x, RotaryFrequencies frequencies, List<? extends Span<?>> spans);

    /** max(x, 0). */
    Tensor relu(Tensor x);

    /** scale · log(1 / (1 + e^-x)), computed stably. */
    Tensor logSigmoid(Tensor x, double scale);

    /** 1 / (1 + e^-x). */
    Tensor sigmoid(Tensor x);

    /** log(1 - 1 / (1 + e^-x)), the logarithm of a gate that is tied to a sigmoid key, computed stably. */
    Tensor logOneMinusSigmoid(Tensor x);

    /**
     * weights[0] · a + weights[1] · b.
     *
     * @param weights [2]
     */
    Tensor mix(Tensor a, Tensor b, Weight weights);

    /** SiLU(gate) · up, SiLU(z) = z / (1 + e^-z). */
    Tensor siluMul(Tensor gate, Tensor up);

    /**
     * x + branch(x). Tensors that the branch makes die with it, and the sum may take the place of x: use only the result
     * afterwards. The branch itself may use x as long as it runs.
     */
    Tensor residual(Tensor x, UnaryOperator<Tensor> branch);

    /**
     * Softmax attention, scores scaled by headDim^-1/2. Appends the rotated keys and the values to each span's cache; query p
     * sees the keys j with p - window < j <= p, without a window all j <= p. The first span of a cache with pinned tokens brings
     * all of them, and maybe others behind them: pinned ones see each other, later ones too, and every other query sees them beside its
     * window.
     *
     * @param q [tokens, queryHeads · headDim]
     * @param k [tokens, kvHeads · headDim]
     * @param v [tokens, kvHeads · headDim]
     * @param precision of the keys and values as attention sees them
     * @return [tokens, queryHeads · headDim]
     */
    Tensor attention(
            Tensor q,
            Tensor k,
            Tensor v,
            AttentionHeads heads,
            List<Span<KeyValueCache>> spans,
            KeyValuePrecision precision);

    /** The same on keys and values as they are. */
    default Tensor attention(Tensor q, Tensor k, Tensor v, AttentionHeads heads, List<Span<KeyValueCache>> spans) {
        return attention(q, k, v, heads, spans, KeyValuePrecision.EXACT);
    }

    /**
     * Gated linear attention (spec 4.1, Yang et al. 2024): per key/value head S = diag(e^g) S + kᵀ v, then o = headDim^-1/2 q S,
     * token by token; the output reads the state after the update.
     *
     * @param q [tokens, queryHeads · headDim]
     * @param k [tokens, kvHeads · headDim]
     * @param v [tokens, kvHeads · headDim]
     * @param logGate g <= 0, [tokens, kvHeads · headDim]
     * @return [tokens, queryHeads · headDim]
     */
    Tensor gatedLinearAttention(
            Tensor q, Tensor k, Tensor v, Tensor logGate, AttentionHeads heads, List<Span<RecurrentState>> spans);

    /**
     * Sends tokens to the experts of a mixture: softmax over the logits, the largest {@code active} of each row, of equals the lower
     * index. A logit of -∞ is a probability of 0.
     *
     * @param logits [tokens, experts]
     * @param active 1 to the number of experts
     * @param router its name, such as {@code model.layers.3.moe.router}: for who watches, and for messages
     * @throws RoutingException where the logits of a token have no softmax: one is NaN or ∞, or all are -∞. The token would go to some
     *     expert as if it had been chosen
     */
    Routing route(Tensor logits, int active, String router);

    /**
     * Σ over the experts of a token of probability · expert(x). Each expert gets its tokens together, and none where nobody needs it;
     * tensors that it makes die with it.
     *
     * @param experts each from [its tokens, columns] to the same shape
     * @return as x
     */
    Tensor mixture(Tensor x, Routing routing, List<UnaryOperator<Tensor>> experts);

    /** The rows of the first tensor, then those of the second. */
    Tensor concatenate(Tensor first, Tensor second);

    /** The given rows, in the given order. */
    Tensor selectRows(Tensor x, int[] rows);

    /** Index of the largest element of each row; the lowest index where several are equal. */
    int[] argmax(Tensor x);

    /** The elements on the host, row-major. */
    float[] toHost(Tensor x);

    @Override
    void close();
}
