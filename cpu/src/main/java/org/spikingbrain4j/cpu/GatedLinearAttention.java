package org.spikingbrain4j.cpu;

import java.util.ArrayList;
import java.util.List;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.Span;

/**
 * Gated linear attention (spec 4.1; Yang et al. 2024), one state per key/value head. Short spans run token by token, longer
 * ones in chunks: first the chunks side by side (what needs no state), then the states from chunk to chunk, side by side in
 * blocks of value columns. Tasks depend on shapes alone, so the result is the same for every number of workers. Keeps
 * scratch per worker; serves one pass at a time.
 */
final class GatedLinearAttention {
    /** Chunks that are prepared before the states pass through them: bounds the scratch, however long the text. */
    private static final int CHUNKS_AT_ONCE = 16;

    private static final int SHORTEST_CHUNKED = 8;

    private final Parallel pool;
    private final AttentionKernels kernels;
    private final int chunkTokens;
    private final GatedLinearColumns[] columns;
    private GatedLinearChunk[] chunks = new GatedLinearChunk[0];

    GatedLinearAttention(Parallel pool, AttentionKernels kernels) {
        this.pool = pool;
        this.kernels = kernels;
        this.chunkTokens = GatedLinearChunk.tokensOf(kernels);
        this.columns = new GatedLinearColumns[pool.workers()];
    }

    /**
     * The tensors of a pass.
     *
     * @param q [tokens, queryHeads · headDim]
     * @param k [tokens, kvHeads · headDim]
     * @param v [tokens, kvHeads · headDim]
     * @param logGate at most 0, [tokens, kvHeads · headDim]
     * @param out [tokens, queryHeads · headDim]
     */
    record Pass(Rows q, Rows k, Rows v, Rows logGate, Rows out, AttentionHeads heads) {}

    /** Consecutive chunks of a span: {@code tokens} tokens from row {@code row}; their number among those at once. */
    private record Segment(CpuRecurrentState state, int row, int tokens, int firstChunk, int chunkCount) {}

    /**
     * Updates the spans' states and writes the outputs.
     *
     * @param spans of all the tokens, with states of the pass's heads
     */
    void run(Pass pass, List<Span<CpuRecurrentState>> spans) {
        spans.forEach(span -> checkPanels(span.state()));
        runTokens(
                pass,
                spans.stream().filter(span -> span.length() < SHORTEST_CHUNKED).toList());
        List<Segment> batch = new ArrayList<>();
        int batchChunks = 0;
        for (Span<CpuRecurrentState> span : spans) {
            int done = span.length() < SHORTEST_CHUNKED ? span.length() : 0;
            while (done < span.length()) {
                int tokens = Math.min((CHUNKS_AT_ONCE - batchChunks) * chunkTokens, span.length() - done);
                int chunkCount = Math.ceilDiv(tokens, chunkTokens);
                batch.add(new Segment(span.state(), span.row() + done, tokens, batchChunks, chunkCount));
                batchChunks += chunkCount;
                done += tokens;
                if (batchChunks == CHUNKS_AT_ONCE) {
                    runChunks(pass, batch, batchChunks);
                    batch.clear();
                    batchChunks = 0;
                }
            }
        }
        if (!batch.isEmpty()) {
            runChunks(pass, batch, batchChunks);
        }
    }

    private void checkPanels(CpuRecurrentState state) {
        if (state.panelColumns() != kernels.panelColumns()) {
            throw new IllegalArgumentException(
                    "the state was made by a back end with other kernels: panels of %d, not %d"
                            .formatted(state.panelColumns(), kernels.panelColumns()));
        }
    }

    private void runTokens(Pass pass, List<Span<CpuRecurrentState>> spans) {
        int panels = Math.ceilDiv(pass.heads.headDim(), kernels.panelColumns());
        int perSpan = pass.heads.kvHeads() * panels;
        pool.run(spans.size() * perSpan, (task, worker) -> {
            Span<CpuRecurrentState> span = spans.get(task / perSpan);
            GatedLinearColumns scratch = columns(worker, pass.heads);
            scratch.select(span.state(), task % perSpan / panels, task % panels);
            for (int i = 0; i < span.length(); i++) {
                scratch.runToken(pass, span.row() + i);
            }
        });
    }

    private void runChunks(Pass pass, List<Segment> segments, int chunkCount) {
        int kvHeads = pass.heads.kvHeads();
        ensureChunks(pass.heads, chunkCount * kvHeads);
        pool.run(chunkCount * kvHeads, (task, worker) -> prepare(pass, segments, task / kvHeads, task % kvHeads));
        int panels = Math.ceilDiv(pass.heads.headDim(), kernels.panelColumns());
        int perSegment = kvHeads * panels;
        pool.run(segments.size() * perSegment, (task, worker) -> {
            Segment segment = segments.get(task / perSegment);
            int kvHead = task % perSegment / panels;
            GatedLinearColumns scratch = columns(worker, pass.heads);
            scratch.select(segment.state, kvHead, task % panels);
            for (int i = 0; i < segment.chunkCount; i++) {
                scratch.runChunk(pass, chunks[(segment.firstChunk + i) * kvHeads + kvHead]);
            }
        });
    }

    private void prepare(Pass pass, List<Segment> segments, int chunk, int kvHead) {
        int i = segments.size() - 1;
        while (segments.get(i).firstChunk > chunk) {
            i--;
        }
        Segment segment = segments.get(i);
        int done = (chunk - segment.firstChunk) * chunkTokens;
        int tokens = Math.min(chunkTokens, segment.tokens - done);
        chunks[chunk * pass.heads.kvHeads() + kvHead].prepare(pass, segment.row + done, tokens, kvHead);
    }

    private void ensureChunks(AttentionHeads heads, int count) {
        if (chunks.length >= count && chunks[0].heads().equals(heads)) {
            return;
        }
        chunks = new GatedLinearChunk[count];
        for (int i = 0; i < count; i++) {
            chunks[i] = new GatedLinearChunk(kernels, heads);
        }
    }

    private GatedLinearColumns columns(int worker, AttentionHeads heads) {
        if (columns[worker] == null || !columns[worker].heads().equals(heads)) {
            columns[worker] = new GatedLinearColumns(kernels, heads);
        }
        return columns[worker];
    }
}
