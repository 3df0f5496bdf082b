package org.spikingbrain4j.cpu;

import java.lang.foreign.MemorySegment;
import org.spikingbrain4j.operators.DataType;

/** Panels of weights that lie output by output, [out, in]. */
record RowPanels(LinearKernels kernels, CpuWeight weight) implements WeightPanels {
    private static final long COPY_STRIDE = ManyRowsLinear.DEPTH * Float.BYTES + WorkerMemory.CACHE_LINE;

    @Override
    public int inputs() {
        return weight.columns();
    }

    @Override
    public int outputs() {
        return weight.rows();
    }

    // Through a copy: rows lie far apart in memory, often by a power of two, which the caches do not like.
    @Override
    public void pack(
            int firstOutput,
            int count,
            int firstInput,
            int depth,
            WorkerMemory memory,
            MemorySegment panel,
            long panelOffset) {
        DataType type = weight.dataType();
        MemorySegment copy = memory.rows(kernels.panelColumns() * COPY_STRIDE);
        for (int n = 0; n < count; n++) {
            long from = (firstOutput + n) * weight.rowBytes() + (long) firstInput * type.bytes();
            if (type == DataType.BF16) {
                MemorySegment.copy(weight.data(), from, copy, n * COPY_STRIDE, (long) depth * Short.BYTES);
            } else {
                FloatRows.read(type, weight.data(), from, copy, n * COPY_STRIDE, depth);
            }
        }
        if (type == DataType.BF16) {
            kernels.packBf16(copy, 0, COPY_STRIDE, count, depth, memory, panel, panelOffset);
        } else {
            kernels.packF32(copy, 0, COPY_STRIDE, count, depth, memory, panel, panelOffset);
        }
    }
}
