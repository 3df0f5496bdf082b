package org.spikingbrain4j.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.spikingbrain4j.operators.CodeExcess;
import org.spikingbrain4j.operators.SpikeExecution;

/**
 * Linears whose weights lie input channel by input channel: dense activations or spikes, integers or floats. Few rows, and
 * event-driven spikes always, visit channels; many rows are a matrix product. On spikes and integer weights every way gives the same
 * bits: integer sums per group, then y = y + scale · sum group by group, then times the threshold.
 */
final class ChannelLinear {
    private final LinearKernels kernels;
    private final ChannelKernels channelKernels;
    private final ManyRowsLinear manyRows;
    private final VisitingLinear visiting;
    private final CountsTiles tiles;
    private final CountsGemm gemm;
    private final GemmLibrary library;
    private final RowLoop rowLoop;
    private final MemorySegment ones;

    /** @param memory owns what the layer needs for itself */
    ChannelLinear(Kernels kernels, Parallel pool, LinearLayer rows, GemmLibrary library, Arena memory) {
        List<WorkerMemory> memories = rows.memories();
        this.kernels = kernels.linear();
        this.channelKernels = kernels.channels();
        this.manyRows = rows.manyRows();
        this.visiting = new VisitingLinear(channelKernels, pool, memories);
        this.tiles = new CountsTiles(this.kernels, channelKernels, pool, memories);
        this.gemm = new CountsGemm(pool, memories);
        this.library = library;
        this.rowLoop = new RowLoop(pool);
        this.ones = ChannelWeight.ones(this.kernels.panelColumns(), memory);
    }

    /**
     * y = x Wᵀ + bias.
     *
     * @param decidingRows whether these are few decides the way, whatever x has
     */
    void apply(CpuTensor x, int decidingRows, ChannelWeight weight, float[] bias, CpuTensor y, PassMemory memory) {
        ScratchArena.Mark mark = memory.arena().mark();
        if (decidingRows > SpikeExecution.FEW_ROWS) {
            manyRows.apply(x, scaledPanels(weight), bias, y, memory.arena());
        } else {
            visiting.apply(Visits.all(x, memory.arena()), weight, Optional.empty(), y, memory.scratch());
            rowLoop.run(y.rows(), y.columns(), row -> finish(y, row, 1, bias));
        }
        if (!weight.excess().isEmpty()) {
            rowLoop.run(y.rows(), weight.in(), row -> addExcess(x, weight, y, row));
        }
        memory.arena().release(mark);
    }

    private static void addExcess(CpuTensor x, ChannelWeight weight, CpuTensor y, int row) {
        CodeExcess excess = weight.excess();
        for (int channel = 0; channel < weight.in(); channel++) {
            float value = x.array()[x.at(row) + channel];
            for (int i = excess.starts()[channel]; i < excess.starts()[channel + 1]; i++) {
                int output = excess.outputs()[i];
                float scale = weight.scales().get(FloatRows.FLOAT, weight.scaleAt(channel, output));
                y.array()[y.at(row) + output] += scale * (value * excess.amounts()[i]);
            }
        }
    }

    /** y = threshold · (counts · Wᵀ) + bias; the spikes have one threshold per row. */
    void apply(CpuSpikes spikes, ChannelWeight weight, float[] bias, CpuTensor y, PassMemory memory) {
        ScratchArena.Mark mark = memory.arena().mark();
        if (weight.isInteger()) {
            sumIntegers(spikes, weight, y, memory);
        } else if (spikes.visitsFloats()) {
            visiting.apply(spikes.visits().orElseThrow().get(), weight, Optional.empty(), y, memory.scratch());
        } else {
            manyRows.apply(spikes.counts(), scaledPanels(weight), new float[0], y, memory.arena());
        }
        CpuTensor thresholds = spikes.thresholds();
        rowLoop.run(y.rows(), y.columns(), row -> finish(y, row, thresholds.array()[thresholds.at(row)], bias));
        memory.arena().release(mark);
    }

    private void sumIntegers(CpuSpikes spikes, ChannelWeight weight, CpuTensor y, PassMemory memory) {
        ExactSums exact = new ExactSums(spikes, weight);
        GroupSums groups = new GroupSums(channelKernels, weight, exact);
        if (spikes.visitsIntegers()) {
            visiting.apply(spikes.visits().orElseThrow().get(), weight, Optional.of(groups), y, memory.scratch());
            return;
        }
        CpuTensor counts = spikes.withinKernels();
        Optional<IntegerGemm> opened = library.find();
        if (opened.isPresent()) {
            gemm.apply(opened.get(), counts, groups, y, memory.scratch());
        } else {
            ChannelPanels codes = new ChannelPanels(channelKernels, kernels.panelColumns(), weight, ones, false);
            tiles.apply(counts, codes, exact, y, memory.arena());
        }
    }

    private ChannelPanels scaledPanels(ChannelWeight weight) {
        return new ChannelPanels(channelKernels, kernels.panelColumns(), weight, weight.scales(), true);
    }

    private static void finish(CpuTensor y, int row, float threshold, float[] bias) {
        int at = y.at(row);
        float[] values = y.array();
        for (int o = 0; o < y.columns(); o++) {
            values[at + o] *= threshold;
        }
        for (int o = 0; o < bias.length; o++) {
            values[at + o] += bias[o];
        }
    }
}
