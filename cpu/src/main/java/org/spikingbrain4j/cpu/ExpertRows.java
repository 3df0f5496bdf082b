package org.spikingbrain4j.cpu;

/** What routers and mixtures of experts compute row by row. */
final class ExpertRows {
    private final RowLoop rowLoop;

    ExpertRows(RowLoop rowLoop) {
        this.rowLoop = rowLoop;
    }

    /** Softmax of every row of logits. */
    void probabilities(CpuTensor logits, CpuTensor p) {
        rowLoop.run(logits.rows(), logits.columns(), row -> softmax(logits, p, row));
    }

    private static void softmax(CpuTensor logits, CpuTensor p, int row) {
        float[] from = logits.array();
        int offset = logits.at(row);
        float largest = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < logits.columns(); c++) {
            largest = Math.max(largest, from[offset + c]);
        }
        float[] to = p.array();
        int at = p.at(row);
        double sum = 0;
        for (int c = 0; c < logits.columns(); c++) {
            double weight = Math.exp((double) from[offset + c] - largest);
            to[at + c] = (float) weight;
            sum += weight;
        }
        for (int c = 0; c < logits.columns(); c++) {
            to[at + c] = (float) (to[at + c] / sum);
        }
    }

    /** Adds what an expert made of some rows to theirs, each times the expert's probability there. */
    void addWeighted(CpuTensor made, int[] rows, CpuTensor p, int expert, CpuTensor out) {
        rowLoop.run(rows.length, out.columns(), i -> {
            float weight = p.array()[p.at(rows[i]) + expert];
            float[] from = made.array();
            int fromOffset = made.at(i);
            float[] to = out.array();
            int toOffset = out.at(rows[i]);
            for (int c = 0; c < out.columns(); c++) {
                to[toOffset + c] += weight * from[fromOffset + c];
            }
        });
    }
}
