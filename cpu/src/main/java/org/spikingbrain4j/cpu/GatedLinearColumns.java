package org.spikingbrain4j.cpu;

import org.spikingbrain4j.operators.AttentionHeads;

/** Scratch of one worker for a block of value columns of one state. Value columns are independent of each other. */
final class GatedLinearColumns {
    private final AttentionKernels kernels;
    private final AttentionHeads heads;
    private final int mostColumns;
    private final float[] decay; // [headDim]
    private final float[] scaledQuery; // [query of the group, headDim]
    private final Rows output; // [token and query of the group, columns]
    private Rows state;
    private int kvHead;
    private int column;
    private int columns;

    GatedLinearColumns(AttentionKernels kernels, AttentionHeads heads, int mostColumns) {
        this.kernels = kernels;
        this.heads = heads;
        this.mostColumns = mostColumns;
        this.decay = new float[heads.headDim()];
        this.scaledQuery = new float[heads.groupSize() * heads.headDim()];
        this.output = new Rows(new float[GatedLinearChunk.TOKENS * heads.groupSize() * mostColumns], 0, mostColumns);
        this.state = output;
    }

    AttentionHeads heads() {
        return heads;
    }

    /** Chooses the columns to work on: those of a state's matrix from {@code firstColumn}. */
    void select(Rows matrix, int stateHead, int firstColumn) {
        state = matrix.from(0, firstColumn);
        kvHead = stateHead;
        column = firstColumn;
        columns = Math.min(mostColumns, heads.headDim() - firstColumn);
    }

    /** The recurrence for one token: S = diag(e^g) S + kᵀ v, then o = headDim^-1/2 q S. */
    void runToken(GatedLinearAttention.Pass pass, int row) {
        int size = heads.headDim();
        int group = heads.groupSize();
        Rows gate = pass.logGate().from(row, kvHead * size);
        kernels.exp(gate.array(), gate.offset(), decay, 0, size);
        kernels.scaleRows(state, size, columns, decay, 0);
        Rows value = pass.v().from(row, kvHead * size + column);
        kernels.multiplyTransposed(pass.k().from(row, kvHead * size), value, state, size, 1, columns);
        Rows query = pass.q().from(row, kvHead * group * size);
        float scale = (float) (1 / Math.sqrt(size));
        for (int i = 0; i < scaledQuery.length; i++) {
            scaledQuery[i] = query.array()[query.offset() + i] * scale;
        }
        Rows out = pass.out().from(row, kvHead * group * size + column);
        Rows outByQuery = new Rows(out.array(), out.offset(), size);
        kernels.multiply(new Rows(scaledQuery, 0, size), state, outByQuery, group, size, columns, false);
    }

    /** The same for a prepared chunk. */
    void runChunk(GatedLinearAttention.Pass pass, GatedLinearChunk chunk) {
        int size = heads.headDim();
        Rows value = pass.v().from(chunk.row(), kvHead * size + column);
        kernels.multiply(chunk.queries(), state, output, chunk.queryCount(), size, columns, false);
        kernels.multiply(chunk.weights(), value, output, chunk.queryCount(), chunk.tokens(), columns, true);
        storeOutput(pass, chunk);
        kernels.scaleRows(state, size, columns, chunk.decay(), 0);
        kernels.multiply(chunk.decayedKeys(), value, state, size, chunk.tokens(), columns, true);
    }

    private void storeOutput(GatedLinearAttention.Pass pass, GatedLinearChunk chunk) {
        int group = heads.groupSize();
        for (int i = 0; i < chunk.queryCount(); i++) {
            int head = kvHead * group + i % group;
            int to = pass.out().at(chunk.row() + i / group, head * heads.headDim() + column);
            System.arraycopy(output.array(), output.at(i, 0), pass.out().array(), to, columns);
        }
    }
}
