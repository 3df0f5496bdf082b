package org.spikingbrain4j.torch;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.spikingbrain4j.operators.AttentionHeads;

/**
 * Gated linear attention (spec 4.1) in chunks of tokens: within a chunk all pairs of tokens at once, from chunk to chunk by the state.
 * No gate is ever divided by: decays are exponentials of differences that are never positive, so that the strongest gates
 * underflow to 0 and nothing overflows (Yang et al. 2024, section 4, without their division by accumulated gates).
 */
final class GatedLinearAttention {
    /** Tokens of a chunk: pairs within it cost chunk · headDim exponentials a token, the states between them headDim² numbers. */
    private static final int CHUNK = 16;

    /**
     * Stronger log-gates count as this one, which forgets all that float32 can tell from 0 beside a new token. Sums over a chunk stay
     * small so, and keep the digits of weak gates that follow strong ones.
     */
    private static final double STRONGEST = -30;

    private final AttentionHeads heads;

    GatedLinearAttention(AttentionHeads heads) {
        this.heads = heads;
    }

    /**
     * @param q [sequences, length, queryHeads · headDim]
     * @param k [sequences, length, kvHeads · headDim]
     * @param v [sequences, length, kvHeads · headDim]
     * @param g log-gates, [sequences, length, kvHeads · headDim]
     * @param states one a sequence; updated, without gradients
     * @return [sequences · length, queryHeads · headDim]
     */
    Tensor apply(Tensor q, Tensor k, Tensor v, Tensor g, List<TorchRecurrentState> states) {
        long length = q.size(1);
        long chunks = Math.ceilDiv(length, CHUNK);
        Tensor queries = inChunks(q, chunks, heads.groupSize());
        Tensor keys = inChunks(k, chunks, 1).squeeze(4);
        Tensor values = inChunks(v, chunks, 1).squeeze(4);
        // [sequences, kvHeads, chunks, CHUNK, headDim]
        Tensor gates = inChunks(clamped(g), chunks, 1)
                .squeeze(4)
                .cumsum(3, new ScalarTypeOptional(ScalarType.Double))
                .to(ScalarType.Float);
        Tensor total = gates.narrow(3, CHUNK - 1, 1);

        Tensor remembered = keys.mul(total.sub(gates).exp()).transpose(-1, -2).matmul(values);
        Tensor before = states(remembered, total.exp().transpose(-1, -2), states);
        Tensor outer = queries.mul(gates.exp().unsqueeze(4)).flatten(3, 4).matmul(before);
        Tensor inner = weights(queries, keys, gates).flatten(3, 4).matmul(values);
        return tokens(inner.add(outer).mul(new Scalar(1 / Math.sqrt(heads.headDim()))), chunks, length);
    }

    private static Tensor clamped(Tensor g) {
        return g.clamp_min(new Scalar(STRONGEST));
    }

    /** [sequences, length, columns] to [sequences, kvHeads, chunks, CHUNK, group, headDim], filled up with zeros. */
    private Tensor inChunks(Tensor x, long chunks, int group) {
        long missing = chunks * CHUNK - x.size(1);
        Tensor whole = missing == 0 ? x : torch.constant_pad_nd(x, new long[] {0, 0, 0, missing}, new Scalar(0));
        return whole.reshape(x.size(0), chunks, CHUNK, heads.kvHeads(), group, heads.headDim())
                .permute(0, 3, 1, 2, 4, 5);
    }

    /** The way back: [sequences, kvHeads, chunks, CHUNK · group, headDim] to [sequences · length, columns]. */
    private Tensor tokens(Tensor x, long chunks, long length) {
        return x.view(x.size(0), heads.kvHeads(), chunks, CHUNK, heads.groupSize(), heads.headDim())
                .permute(0, 2, 3, 1, 4, 5)
                .reshape(x.size(0), chunks * CHUNK, heads.queryColumns())
                .narrow(1, 0, length)
                .reshape(x.size(0) * length, heads.queryColumns());
    }

    /** q_i · (e^(g_i - g_j) k_j) for j up to i: [sequences, kvHeads, chunks, CHUNK, group, CHUNK]. */
    private static Tensor weights(Tensor queries, Tensor keys, Tensor gates) {
        Tensor future = Native.hidden(CHUNK, CHUNK).triu_(1).unsqueeze(-1);
        Tensor decay = gates.unsqueeze(4).sub(gates.unsqueeze(3)).add_(future).exp_();
        return queries.matmul(decay.mul(keys.unsqueeze(3)).transpose(-1, -2));
    }

    /**
     * The state that each chunk finds, [sequences, kvHeads, chunks, headDim, headDim].
     *
     * @param remembered what each chunk adds, the same shape
     * @param decay of each chunk, [sequences, kvHeads, chunks, headDim, 1]
     */
    private Tensor states(Tensor remembered, Tensor decay, List<TorchRecurrentState> states) {
        TensorVector initial = new TensorVector();
        states.forEach(state -> initial.push_back(state.matrices()));
        Tensor state = torch.stack(initial, 0);
        TensorVector found = new TensorVector();
        // Unbound at once: the gradient of a selection is as large as what it was selected from.
        TensorVector added = torch.unbind(remembered, 2);
        TensorVector kept = torch.unbind(decay, 2);
        for (long chunk = 0; chunk < added.size(); chunk++) {
            found.push_back(state);
            state = torch.addcmul(added.get(chunk), state, kept.get(chunk));
        }
        for (int i = 0; i < states.size(); i++) {
            states.get(i).set(state.select(0, i));
        }
        return torch.stack(found, 2);
    }
}
