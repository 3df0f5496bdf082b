package org.spikingbrain4j.torch;

import java.util.List;
import java.util.OptionalInt;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.KeyValuePrecision;
import org.spikingbrain4j.operators.SpikeRule;

/**
 * Softmax attention over all earlier tokens or a window of them, and pinned ones (spec 4.2, 4.3, spikingbrain-76b); long windows in blocks,
 * linear in the length.
 */
final class SoftmaxAttention {
    private static final long MOST_KEPT_KEYS = 1024;

    private final AttentionHeads heads;
    private final KeyValuePrecision precision;

    SoftmaxAttention(AttentionHeads heads, KeyValuePrecision precision) {
        this.heads = heads;
        this.precision = precision;
    }

    /**
     * @param q [sequences, length, queryHeads · headDim]
     * @param k rotated, [sequences, length, kvHeads · headDim]
     * @param v [sequences, length, kvHeads · headDim]
     * @param caches one a sequence; one that holds tokens is alone. Updated, without gradients
     * @return [sequences · length, queryHeads · headDim]
     */
    Tensor apply(Tensor q, Tensor k, Tensor v, List<TorchKeyValueCache> caches) {
        TorchKeyValueCache first = caches.getFirst();
        OptionalInt window = first.window();
        long pinned = first.pinned();
        long pinning = first.length() == 0 ? pinned : 0;
        Tensor queries = q.view(q.size(0), q.size(1), heads.queryHeads(), heads.headDim())
                .transpose(1, 2);
        Tensor keys = perQueryHead(first.withKeys(k));
        Tensor values = perQueryHead(first.withValues(v));
        for (int i = 0; i < caches.size(); i++) {
            caches.get(i).append(k.select(0, i), v.select(0, i));
        }
        Seen seen = Seen.of(keys, values, pinned);
        Tensor mixed = pinning == 0 ? ofText(queries, seen, window) : withPinned(queries, seen, pinning, window);
        return mixed.transpose(1, 2).reshape(q.size(0) * q.size(1), heads.queryColumns());
    }

    /** Keys and values, [sequences, queryHeads, keys, headDim]: what all queries see, and what is behind it. */
    private record Seen(Tensor pinnedKeys, Tensor pinnedValues, Tensor keys, Tensor values) {
        static Seen of(Tensor keys, Tensor values, long pinned) {
            long others = keys.size(2) - pinned;
            return new Seen(
                    keys.narrow(2, 0, pinned),
                    values.narrow(2, 0, pinned),
                    keys.narrow(2, pinned, others),
                    values.narrow(2, pinned, others));
        }

        long pinned() {
            return pinnedKeys.size(2);
        }
    }

    /** The first queries are those of the pinned tokens, which see each other and nothing else. */
    private Tensor withPinned(Tensor queries, Seen seen, long pinning, OptionalInt window) {
        Tensor none = torch.zeros(pinning, pinning);
        Tensor first = attend(queries.narrow(2, 0, pinning), seen.pinnedKeys(), seen.pinnedValues(), none);
        long others = queries.size(2) - pinning;
        return others == 0 ? first : Native.cat(2, first, ofText(queries.narrow(2, pinning, others), seen, window));
    }

    private Tensor ofText(Tensor q, Seen seen, OptionalInt window) {
        boolean inBlocks = window.isPresent() && seen.keys().size(2) == q.size(2) && q.size(2) > 2L * window.getAsInt();
        if (inBlocks) {
            return inBlocks(q, seen, window.getAsInt());
        }
        Tensor mask = behindPinned(mask(q.size(2), seen.keys().size(2), window), seen.pinned());
        return attend(q, joined(seen.pinnedKeys(), seen.keys()), joined(seen.pinnedValues(), seen.values()), mask);
    }

    /** A mask with columns before it that hide nothing. */
    private static Tensor behindPinned(Tensor mask, long pinned) {
        return pinned == 0 ? mask : torch.constant_pad_nd(mask, new long[] {pinned, 0}, new Scalar(0));
    }

    /** [sequences, keys, kvHeads · headDim] to [sequences, queryHeads, keys, headDim], as attention sees them. */
    private Tensor perQueryHead(Tensor x) {
        Tensor split = x.view(x.size(0), x.size(1), heads.kvHeads(), heads.headDim());
        Tensor seen = switch (precision) {
            case EXACT -> split;
            case INT8 -> rounded(split);
        };
        return seen.transpose(1, 2)
                .unsqueeze(2)
                .expand(x.size(0), heads.kvHeads(), heads.groupSize(), x.size(1), heads.headDim())
                .reshape(x.size(0), heads.queryHeads(), x.size(1), heads.headDim());
    }

    /** Spec 6.3, with a straight-through gradient. */
    private static Tensor rounded(Tensor x) {
        Tensor plain = x.detach();
        Tensor largest = plain.abs().amax(new long[] {-1}, true);
        Tensor scale = Native.clamp(
                        largest.div(new Scalar(Byte.MAX_VALUE)), SpikeRule.LEAST_THRESHOLD, SpikeRule.LARGEST_THRESHOLD)
                .masked_fill(largest.isfinite().logical_not(), new Scalar(Double.NaN));
        Tensor codes = Native.clamp(plain.div(scale).round(), Byte.MIN_VALUE, Byte.MAX_VALUE);
        return x.add(codes.mul(scale).sub(plain));
    }

    /** Hides what the queries do not see, [queries, keys]: the last key is that of the last query. */
    private static Tensor mask(long queries, long keys, OptionalInt window) {
        long before = keys - queries;
        Tensor future = Native.hidden(queries, keys).triu_(before + 1);
        return window.isPresent()
                ? future.add_(Native.hidden(queries, keys).tril_(before - window.getAsInt()))
                : future;
    }

    /**
     * Up to {@link #MOST_KEPT_KEYS} keys the weights of all pairs are kept for the gradients, which is twice as fast on two threads as
     * libtorch's fused form, whose threads each call a BLAS with threads of its own; beyond it the fused form saves the memory.
     *
     * @param mask [queries, keys], or more dimensions that fit those of q
     */
    private Tensor attend(Tensor q, Tensor k, Tensor v, Tensor mask) {
        if (k.size(2) > MOST_KEPT_KEYS) {
            return torch.scaled_dot_product_attention(
                    q, k, v, new TensorOptional(mask), 0, false, new DoubleOptional(), false);
        }
        Tensor scores = q.mul(new Scalar(1 / Math.sqrt(heads.headDim()))).matmul(k.transpose(-1, -2));
        return scores.add_(mask).softmax(-1).matmul(v);
    }

    /**
     * Blocks of {@code window} queries see the pinned keys, those of their block and of the one before.
     *
     * @param q [sequences, queryHeads, length, headDim], as the keys and values that are not pinned
     */
    private Tensor inBlocks(Tensor q, Seen seen, int window) {
        long length = q.size(2);
        long blocks = Math.ceilDiv(length, window);
        long missing = blocks * window - length;
        Tensor queries = blocks(padded(q, 0, missing), blocks, window);
        Tensor keys = pairs(padded(seen.keys(), window, missing), blocks, window);
        Tensor values = pairs(padded(seen.values(), window, missing), blocks, window);
        Tensor mixed = attend(
                queries,
                joined(perBlock(seen.pinnedKeys(), blocks), keys),
                joined(perBlock(seen.pinnedValues(), blocks), values),
                behindPinned(maskOfBlocks(q.size(0), blocks, window), seen.pinned()));
        return mixed.view(q.size(0), blocks, heads.queryHeads(), window, heads.headDim())
                .transpose(1, 2)
                .reshape(q.size(0), heads.queryHeads(), blocks * window, heads.headDim())
                .narrow(2, 0, length);
    }

    /** The pinned rows of a sequence for each of its blocks. */
    private static Tensor perBlock(Tensor pinned, long blocks) {
        return pinned.unsqueeze(1)
                .expand(pinned.size(0), blocks, pinned.size(1), pinned.size(2), pinned.size(3))
                .flatten(0, 1);
    }

    /** Without pinned rows nothing is copied. */
    private static Tensor joined(Tensor pinned, Tensor rows) {
        return pinned.size(2) == 0 ? rows : Native.cat(2, pinned, rows);
    }

    private static Tensor padded(Tensor x, long before, long after) {
        return torch.constant_pad_nd(x, new long[] {0, 0, before, after}, new Scalar(0));
    }

    /** [sequences, heads, blocks · window, headDim] to [sequences · blocks, heads, window, headDim]. */
    private Tensor blocks(Tensor x, long blocks, int window) {
        return x.reshape(x.size(0), heads.queryHeads(), blocks, window, heads.headDim())
                .transpose(1, 2)
                .flatten(0, 1);
    }

    /** Each block behind the one before it: [sequences · blocks, heads, 2 · window, headDim]. */
    private Tensor pairs(Tensor x, long blocks, int window) {
        Tensor before = blocks(x.narrow(2, 0, blocks * window), blocks, window);
        Tensor own = blocks(x.narrow(2, window, blocks * window), blocks, window);
        return Native.cat(2, before, own);
    }

    /** [sequences · blocks, 1, window, 2 · window]; before the first block there is nothing to see. */
    private static Tensor maskOfBlocks(long sequences, long blocks, int window) {
        Tensor later = mask(window, 2L * window, OptionalInt.of(window));
        Tensor first = later.clone();
        first.narrow(1, 0, window).fill_(new Scalar(Double.NEGATIVE_INFINITY));
        Tensor perBlock = Native.cat(0, first.unsqueeze(0), later.unsqueeze(0).expand(blocks - 1, window, 2L * window));
        return perBlock.unsqueeze(0)
                .expand(sequences, blocks, window, 2L * window)
                .reshape(sequences * blocks, 1, window, 2L * window);
    }
}
