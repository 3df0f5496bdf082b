package org.spikingbrain4j.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.KeyValueCache;
import org.spikingbrain4j.operators.KeyValuePrecision;
import org.spikingbrain4j.operators.Operators;
import org.spikingbrain4j.operators.RecurrentState;
import org.spikingbrain4j.operators.Span;
import org.spikingbrain4j.operators.Tensor;

/**
 * Inputs of one sequence for an attention operator.
 *
 * @param gate log-gates; empty rows for softmax attention
 */
record AttentionCase(AttentionHeads heads, Matrix q, Matrix k, Matrix v, Matrix gate) {

    /** The groupings and head sizes that the contracts run: one to one, 6 to 2, 7 to 1. */
    static Stream<AttentionHeads> groupings() {
        return Stream.of(8, 16, 48, 64, 128)
                .flatMap(d -> Stream.of(
                        new AttentionHeads(2, 2, d), new AttentionHeads(6, 2, d), new AttentionHeads(7, 1, d)));
    }

    static AttentionCase random(RandomData random, AttentionHeads heads, int length) {
        return random(random, heads, length, -0.7, 0);
    }

    /** With log-gates drawn uniformly between two bounds. */
    static AttentionCase random(RandomData random, AttentionHeads heads, int length, double low, double high) {
        return new AttentionCase(
                heads,
                random.normal(length, heads.queryColumns(), 1),
                random.normal(length, heads.kvColumns(), 1),
                random.normal(length, heads.kvColumns(), 1),
                random.uniform(length, heads.kvColumns(), low, high));
    }

    int length() {
        return q.rows();
    }

    AttentionCase slice(int from, int count) {
        return new AttentionCase(
                heads, q.slice(from, count), k.slice(from, count), v.slice(from, count), gate.slice(from, count));
    }

    /** Softmax attention in chunks over a new cache: the outputs of all tokens, then the cache's keys and values. */
    Function<Lane, List<float[]>> softmax(OptionalInt window, int chunk) {
        return softmax(window, chunk, KeyValuePrecision.EXACT);
    }

    /** The same on keys and values of that precision. */
    Function<Lane, List<float[]>> softmax(OptionalInt window, int chunk, KeyValuePrecision precision) {
        return lane -> {
            KeyValueCache cache = lane.keyValueCache(heads, window);
            float[] outputs = softmax(lane, cache, chunk, precision);
            return List.of(
                    outputs,
                    cache.exportKeys("k").toFloats(),
                    cache.exportValues("v").toFloats());
        };
    }

    /** Softmax attention in chunks over a given cache. */
    float[] softmax(Lane lane, KeyValueCache cache, int chunk) {
        return softmax(lane, cache, chunk, KeyValuePrecision.EXACT);
    }

    /** The same on keys and values of that precision. */
    float[] softmax(Lane lane, KeyValueCache cache, int chunk, KeyValuePrecision precision) {
        return inChunks(
                chunk,
                part -> lane.pass(ops -> ops.toHost(ops.attention(
                        lane.upload(ops, part.q),
                        lane.upload(ops, part.k),
                        lane.upload(ops, part.v),
                        heads,
                        List.of(new Span<>(0, part.length(), 0, cache)),
                        precision))));
    }

    /** Gated linear attention in chunks from a zero state: the outputs of all tokens, then the state. */
    Function<Lane, List<float[]>> gatedLinear(int chunk) {
        return lane -> {
            RecurrentState state = lane.recurrentState(heads);
            float[] outputs = gatedLinear(lane, state, chunk);
            return List.of(outputs, state.export("s").toFloats());
        };
    }

    /** Gated linear attention in chunks from a given state. */
    float[] gatedLinear(Lane lane, RecurrentState state, int chunk) {
        return inChunks(
                chunk,
                part -> lane.pass(ops ->
                        ops.toHost(part.gatedLinear(lane, ops, List.of(new Span<>(0, part.length(), 0, state))))));
    }

    /** Gated linear attention of all tokens in one call. */
    Tensor gatedLinear(Lane lane, Operators ops, List<Span<RecurrentState>> spans) {
        return ops.gatedLinearAttention(
                lane.upload(ops, q), lane.upload(ops, k), lane.upload(ops, v), lane.upload(ops, gate), heads, spans);
    }

    private float[] inChunks(int chunk, Function<AttentionCase, float[]> call) {
        List<float[]> parts = new ArrayList<>();
        for (int from = 0; from < length(); from += chunk) {
            parts.add(call.apply(slice(from, Math.min(chunk, length() - from))));
        }
        return concatenate(parts);
    }

    /** The arrays one after the other. */
    static float[] concatenate(List<float[]> parts) {
        float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int next = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, next, part.length);
            next += part.length;
        }
        return all;
    }
}
