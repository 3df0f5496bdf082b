package org.spikingbrain4j.cpu;

import org.spikingbrain4j.operators.ArgumentChecks;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.RecurrentState;
import org.spikingbrain4j.operators.Shape;

/**
 * The matrices of a linear-attention layer, cut into the kernels' panels of value channels: [kvHeads, panel, key channel,
 * panelColumns]. The last panel is filled up with columns that nobody reads.
 */
final class CpuRecurrentState implements RecurrentState {
    private final AttentionHeads heads;
    private final int panelColumns;
    private final float[] panels;
    private boolean closed;

    /**
     * Zero matrices.
     *
     * @param panelColumns of the kernels that will use it
     */
    CpuRecurrentState(AttentionHeads heads, int panelColumns) {
        this(
                heads,
                panelColumns,
                HostFloats.allocate(
                        (long) panelCount(heads, panelColumns) * heads.kvColumns() * panelColumns, "recurrent state"));
    }

    private CpuRecurrentState(AttentionHeads heads, int panelColumns, float[] panels) {
        this.heads = heads;
        this.panelColumns = panelColumns;
        this.panels = panels;
    }

    private static int panelCount(AttentionHeads heads, int panelColumns) {
        return Math.ceilDiv(heads.headDim(), panelColumns);
    }

    @Override
    public AttentionHeads heads() {
        return heads;
    }

    /** Columns of a panel: those of the kernels that it was made for. */
    int panelColumns() {
        return panelColumns;
    }

    /** A panel of one key/value head, to read and write: value channels from {@code panel · panelColumns}. */
    Rows panel(int kvHead, int panel) {
        checkOpen();
        int first = (kvHead * panelCount(heads, panelColumns) + panel) * heads.headDim();
        return new Rows(panels, first * panelColumns, panelColumns);
    }

    @Override
    public CpuRecurrentState copy() {
        checkOpen();
        return new CpuRecurrentState(heads, panelColumns, panels.clone());
    }

    @Override
    public HostTensor export(String name) {
        checkOpen();
        float[] matrices = new float[heads.kvColumns() * heads.headDim()];
        forEachRow((inMatrices, inPanels, count) -> System.arraycopy(panels, inPanels, matrices, inMatrices, count));
        return HostTensor.of(name, Shape.of(heads.kvHeads(), heads.headDim(), heads.headDim()), matrices);
    }

    @Override
    public void restore(HostTensor source) {
        checkOpen();
        ArgumentChecks.matrices(heads, source);
        forEachRow((inMatrices, inPanels, count) -> source.read(inMatrices, panels, inPanels, count));
    }

    /** What to do with a run of value channels, given where it starts in the matrices and in the panels. */
    private interface RowVisitor {
        void visit(int inMatrices, int inPanels, int count);
    }

    private void forEachRow(RowVisitor visitor) {
        int size = heads.headDim();
        for (int head = 0; head < heads.kvHeads(); head++) {
            for (int first = 0; first < size; first += panelColumns) {
                Rows panel = panel(head, first / panelColumns);
                for (int row = 0; row < size; row++) {
                    int inMatrices = (head * size + row) * size + first;
                    visitor.visit(inMatrices, panel.at(row, 0), Math.min(panelColumns, size - first));
                }
            }
        }
    }

    @Override
    public long bytes() {
        return (long) panels.length * Float.BYTES;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("recurrent state: used after close");
        }
    }
}
