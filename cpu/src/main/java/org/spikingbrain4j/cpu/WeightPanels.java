package org.spikingbrain4j.cpu;

import java.lang.foreign.MemorySegment;

/** The weights of a linear as the matrix product reads them: panels [depth, panelColumns] of F32, whatever their own format. */
interface WeightPanels {
    int inputs();

    int outputs();

    /**
     * Writes panel[k][n] = w[firstOutput + n][firstInput + k] in the order of the machine.
     *
     * @param count outputs, at most panelColumns; columns beyond are zero
     * @param memory the worker's
     * @param panel aligned to cache lines; the panel starts at byte {@code panelOffset}
     */
    void pack(
            int firstOutput,
            int count,
            int firstInput,
            int depth,
            WorkerMemory memory,
            MemorySegment panel,
            long panelOffset);
}
