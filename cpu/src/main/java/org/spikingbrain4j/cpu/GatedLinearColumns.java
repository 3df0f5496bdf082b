package org.spikingbrain4j.cpu;

import org.spikingbrain4j.operators.AttentionHeads;

/** Scratch of one worker for a block of value columns of one state. Value columns are independent of each other. */
final class GatedLinearColumns {
    private final AttentionKernels kernels;
    private final AttentionHeads heads;
    private final float[] decay; // [headDim]
    private final Rows queries; // [query of the group, headDim], scaled
    private final Rows output; // panel [token and query of the group, columns]
    private final Rows values; // panel [token, columns]
    private Rows state; // panel [headDim, columns]
    private int kvHead;
    private int firstColumn;
    private int live;
    private int columns;

    GatedLinearColumns(AttentionKernels kernels, AttentionHeads heads) {
        int panel = kernels.panelColumns();
        int tokens = GatedLinearChunk.tokensOf(kernels);
        this.kernels = kernels;
        this.heads = heads;
        this.decay = new float[heads.headDim()];
        this.queries = new Rows(new float[heads.groupSize() * heads.headDim()], 0, heads.headDim());
        this.output = new Rows(new float[tokens * heads.groupSize() * panel], 0, panel);
        this.values = new Rows(new float[tokens * panel], 0, panel);
        this.state = output;
    }

    AttentionHeads heads() {
        return heads;
    }

    /** Chooses the columns to work on: a panel of a state. */
    void select(CpuRecurrentState owner, int stateHead, int panel) {
        state = owner.panel(stateHead, panel);
        kvHead = stateHead;
        firstColumn = panel * kernels.panelColumns();
        live = Math.min(kernels.panelColumns(), heads.headDim() - firstColumn);
        columns = kernels.paddedColumns(live);
    }

    /** The recurrence for one token: S = diag(e^g) S + kᵀ v, then o = headDim^-1/2 q S. */
    void runToken(GatedLinearAttention.Pass pass, int row) {
        int size = heads.headDim();
        int group = heads.groupSize();
        Rows gate = pass.logGate().from(row, kvHead * size);
        kernels.exp(gate.array(), gate.offset(), decay, size);
        loadValues(pass, row, 1);
        kernels.scaleRows(state, size, columns, decay);
        kernels.addTransposed(pass.k().from(row, kvHead * size), values, state, size, 1, columns);
        Rows query = pass.q().from(row, kvHead * group * size);
        float scale = (float) (1 / Math.sqrt(size));
        for (int i = 0; i < group * size; i++) {
            queries.array()[i] = query.array()[query.offset() + i] * scale;
        }
        kernels.multiply(queries, state, output, group, size, columns, false);
        storeOutput(pass, row, 1);
    }

    /** The same for a prepared chunk. */
    void runChunk(GatedLinearAttention.Pass pass, GatedLinearChunk chunk) {
        int size = heads.headDim();
        int tokens = chunk.tokens();
        int queryCount = tokens * heads.groupSize();
        loadValues(pass, chunk.row(), tokens);
        kernels.multiply(chunk.queries(), state, output, queryCount, size, columns, false);
        kernels.multiply(chunk.weights(), values, output, queryCount, tokens, columns, true);
        storeOutput(pass, chunk.row(), tokens);
        kernels.scaleRows(state, size, columns, chunk.decay());
        kernels.multiply(chunk.decayedKeys(), values, state, size, tokens, columns, true);
    }

    /** Columns beyond the last one stay what they were, at first 0: they only meet their like. */
    private void loadValues(GatedLinearAttention.Pass pass, int row, int tokens) {
        for (int i = 0; i < tokens; i++) {
            int from = pass.v().at(row + i, kvHead * heads.headDim() + firstColumn);
            System.arraycopy(pass.v().array(), from, values.array(), values.at(i, 0), live);
        }
    }

    private void storeOutput(GatedLinearAttention.Pass pass, int row, int tokens) {
        int group = heads.groupSize();
        for (int i = 0; i < tokens * group; i++) {
            int head = kvHead * group + i % group;
            int to = pass.out().at(row + i / group, head * heads.headDim() + firstColumn);
            System.arraycopy(output.array(), output.at(i, 0), pass.out().array(), to, live);
        }
    }
}
