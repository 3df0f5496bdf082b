package org.spikingbrain4j.cpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.KeyValuePrecision;
import org.spikingbrain4j.operators.PinnedSpans;
import org.spikingbrain4j.operators.Span;

/**
 * Softmax attention over key/value caches, blocked with a running softmax (Dao et al. 2022): nothing of the size of the score
 * matrix exists. A task is one panel of query rows of one key/value head; where a single query meets a long cache, the keys
 * are cut into pieces of fixed length that are merged in order. Tasks depend on shapes alone, so the result is the same
 * for every number of workers. Keeps scratch per worker; serves one pass at a time.
 */
final class SoftmaxAttention {
    private static final int KEYS_PER_PIECE = 2048;

    private final Parallel pool;
    private final AttentionKernels kernels;
    private final AttentionPanel[] panels;
    private float[] partials = new float[0]; // [task of a cut panel, query of the group, headDim + 2]

    SoftmaxAttention(Parallel pool, AttentionKernels kernels) {
        this.pool = pool;
        this.kernels = kernels;
        this.panels = new AttentionPanel[pool.workers()];
    }

    /** Tokens of one span that are attended at once. Their queries are those of the cache's last {@code tokens} tokens. */
    private record Segment(
            CpuKeyValueCache cache, boolean pins, int row, int tokens, int panels, int pieces, int firstTask) {
        int endTask(AttentionHeads heads) {
            return Math.addExact(firstTask, Math.multiplyExact(heads.kvHeads(), panels * pieces));
        }
    }

    /** What all tasks of a pass share. */
    private record Pass(
            Rows q, Rows out, AttentionHeads heads, KeyValuePrecision precision, List<Segment> segments, int tasks) {
        Segment segmentOf(int task) {
            int i = segments.size() - 1;
            while (segments.get(i).firstTask > task) {
                i--;
            }
            return segments.get(i);
        }
    }

    /**
     * Appends keys and values to each span's cache and attends.
     *
     * @param q [tokens, queryHeads · headDim]
     * @param k [tokens, kvHeads · headDim]
     * @param v [tokens, kvHeads · headDim]
     * @param out [tokens, queryHeads · headDim]
     * @param spans of all the tokens, with caches of these heads
     * @param precision of keys and values as the queries see them
     */
    void run(
            Rows q,
            Rows k,
            Rows v,
            Rows out,
            AttentionHeads heads,
            List<Span<CpuKeyValueCache>> spans,
            KeyValuePrecision precision) {
        PinnedSpans<CpuKeyValueCache> parts = PinnedSpans.of(spans);
        if (!parts.pinning().isEmpty()) {
            attend(q, out, heads, precision, append(k, v, heads, parts.pinning(), 0, Integer.MAX_VALUE, true));
        }
        List<Span<CpuKeyValueCache>> others = parts.others();
        int longest = others.stream().mapToInt(Span::length).max().orElse(0);
        for (int done = 0; done < longest; done += CpuKeyValueCache.PIECE) {
            attend(q, out, heads, precision, append(k, v, heads, others, done, CpuKeyValueCache.PIECE, false));
        }
    }

    private List<Segment> append(
            Rows k,
            Rows v,
            AttentionHeads heads,
            List<Span<CpuKeyValueCache>> spans,
            int done,
            int most,
            boolean pins) {
        List<Segment> segments = new ArrayList<>(spans.size());
        for (Span<CpuKeyValueCache> span : spans) {
            int tokens = Math.min(span.length() - done, most);
            if (tokens <= 0) {
                continue;
            }
            CpuKeyValueCache cache = span.state();
            int row = span.row() + done;
            cache.append(k.from(row, 0), v.from(row, 0), tokens);
            int panelCount = Math.ceilDiv(tokens * heads.groupSize(), kernels.panelColumns());
            int unpinned = cache.length() - cache.pinned();
            int pieces = tokens == 1 && !pins ? Math.ceilDiv(unpinned, KEYS_PER_PIECE) : 1;
            int firstTask = segments.isEmpty() ? 0 : segments.getLast().endTask(heads);
            segments.add(new Segment(cache, pins, row, tokens, panelCount, pieces, firstTask));
        }
        return segments;
    }

    private void attend(Rows q, Rows out, AttentionHeads heads, KeyValuePrecision precision, List<Segment> segments) {
        int tasks = segments.isEmpty() ? 0 : segments.getLast().endTask(heads);
        attend(new Pass(q, out, heads, precision, segments, tasks));
    }

    private void attend(Pass pass) {
        AttentionHeads heads = pass.heads;
        boolean cut = pass.segments.stream().anyMatch(segment -> segment.pieces > 1);
        if (cut) {
            long size = (long) pass.tasks * heads.groupSize() * (heads.headDim() + 2);
            partials = partials.length < size ? HostFloats.allocate(size, "attention over a long text") : partials;
        }
        pool.run(pass.tasks, (task, worker) -> runTask(pass, task, panel(worker, heads.headDim())));
        if (cut) {
            pool.run(pass.segments.size() * heads.kvHeads(), (task, worker) -> merge(pass, task));
        }
    }

    private AttentionPanel panel(int worker, int headDim) {
        if (panels[worker] == null || panels[worker].headDim() != headDim) {
            panels[worker] = new AttentionPanel(kernels, headDim);
        }
        return panels[worker];
    }

    /** Order of a segment's tasks: key/value head, panel, piece. */
    private void runTask(Pass pass, int task, AttentionPanel panel) {
        Segment segment = pass.segmentOf(task);
        int index = task - segment.firstTask;
        int piece = index % segment.pieces;
        int firstQuery = index / segment.pieces % segment.panels * kernels.panelColumns();
        int kvHead = index / segment.pieces / segment.panels;
        int queries = Math.min(kernels.panelColumns(), segment.tokens * pass.heads.groupSize() - firstQuery);
        loadQueries(pass, segment, kvHead, firstQuery, queries, panel);
        Rows keys = segment.cache.keys(kvHead);
        Rows values = segment.cache.values(kvHead);
        if (piece == 0) {
            panel.attendPinned(keys, values, segment.cache.pinned(), pass.precision);
        }
        if (!segment.pins) {
            int seenFrom = segment.cache.firstVisible(cacheIndex(pass, segment, firstQuery));
            int seenTo = cacheIndex(pass, segment, firstQuery + queries - 1) + 1;
            int from = seenFrom + piece * KEYS_PER_PIECE;
            int to = segment.pieces > 1 ? Math.min(from + KEYS_PER_PIECE, seenTo) : seenTo;
            panel.attend(keys, values, from, to, pass.precision);
        }
        storeResults(pass, segment, kvHead, firstQuery, queries, task, panel);
    }

    private void loadQueries(
            Pass pass, Segment segment, int kvHead, int firstQuery, int queries, AttentionPanel panel) {
        panel.begin(queries);
        for (int i = 0; i < queries; i++) {
            int index = cacheIndex(pass, segment, firstQuery + i);
            int at = elementOf(pass, pass.q, segment, kvHead, firstQuery + i);
            panel.query(i, pass.q.array(), at, segment.cache.firstVisible(index), index);
        }
    }

    private void storeResults(
            Pass pass, Segment segment, int kvHead, int firstQuery, int queries, int task, AttentionPanel panel) {
        int partialSize = pass.heads.headDim() + 2;
        for (int i = 0; i < queries; i++) {
            if (segment.pieces > 1) {
                int query = task * pass.heads.groupSize() + firstQuery + i;
                panel.storePartial(i, partials, query * partialSize);
            } else {
                panel.store(i, pass.out.array(), elementOf(pass, pass.out, segment, kvHead, firstQuery + i));
            }
        }
    }

    /** Queries of a segment and key/value head count through the group's heads, then through the tokens. */
    private static int elementOf(Pass pass, Rows rows, Segment segment, int kvHead, int query) {
        int group = pass.heads.groupSize();
        int head = kvHead * group + query % group;
        return rows.at(segment.row + query / group, head * pass.heads.headDim());
    }

    /** Index of a query's own key in the cache. */
    private static int cacheIndex(Pass pass, Segment segment, int query) {
        return segment.cache.stored() - segment.tokens + query / pass.heads.groupSize();
    }

    /** Merges the pieces of the group's queries of one cut segment and key/value head. */
    private void merge(Pass pass, int task) {
        Segment segment = pass.segments.get(task / pass.heads.kvHeads());
        if (segment.pieces == 1) {
            return;
        }
        int group = pass.heads.groupSize();
        int partialSize = pass.heads.headDim() + 2;
        int kvHead = task % pass.heads.kvHeads();
        for (int query = 0; query < group; query++) {
            int panel = query / kernels.panelColumns();
            int firstTask = segment.firstTask + (kvHead * segment.panels + panel) * segment.pieces;
            int first = (firstTask * group + query) * partialSize;
            int to = elementOf(pass, pass.out, segment, kvHead, query);
            mergePieces(first, group * partialSize, segment.pieces, pass.heads.headDim(), pass.out.array(), to);
        }
    }

    private void mergePieces(int first, int stride, int pieces, int headDim, float[] out, int to) {
        float max = Float.NEGATIVE_INFINITY;
        for (int piece = 0; piece < pieces; piece++) {
            max = Math.max(max, partials[first + piece * stride + headDim + 1]);
        }
        float total = 0;
        Arrays.fill(out, to, to + headDim, 0f);
        for (int piece = 0; piece < pieces; piece++) {
            int at = first + piece * stride;
            float weight = ScalarMath.exp(partials[at + headDim + 1] - max);
            total += weight * partials[at + headDim];
            for (int i = 0; i < headDim; i++) {
                out[to + i] += weight * partials[at + i];
            }
        }
        for (int i = 0; i < headDim; i++) {
            out[to + i] /= total;
        }
    }
}
