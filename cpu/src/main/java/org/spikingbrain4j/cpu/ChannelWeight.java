package org.spikingbrain4j.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.spikingbrain4j.operators.CodeExcess;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.Int8Matrix;
import org.spikingbrain4j.operators.Shape;
import org.spikingbrain4j.operators.Weight;

/**
 * The weights of a linear, input channel by input channel, [in, out]: what one channel meets lies side by side.
 *
 * @param dataType I8, BF16 or F32
 * @param scales F32 [groups, out]; a float weight has one group of ones
 * @param groupSize inputs that share a scale
 * @param excess of the codes beyond a byte; none in float weights
 */
record ChannelWeight(
        String name,
        DataType dataType,
        int in,
        int out,
        MemorySegment data,
        MemorySegment scales,
        int groupSize,
        CodeExcess excess)
        implements Weight {
    /** Integers where they are, mapped; a copy only of what lies on the heap, where libraries cannot read it. */
    static ChannelWeight of(Int8Matrix matrix, Arena memory) {
        return new ChannelWeight(
                matrix.name(),
                DataType.I8,
                matrix.in(),
                matrix.out(),
                offHeap(matrix.codes().data(), memory),
                offHeap(matrix.scales().data(), memory),
                matrix.groupSize(),
                matrix.excess());
    }

    private static MemorySegment offHeap(MemorySegment data, Arena memory) {
        return data.isNative() ? data : allocate(data.byteSize(), memory).copyFrom(data);
    }

    private static MemorySegment allocate(long bytes, Arena memory) {
        return OffHeap.allocate(
                memory,
                bytes,
                () -> "weights need %.1f MB outside of the heap; free memory or use a smaller model"
                        .formatted(bytes * 1e-6));
    }

    /** A copy of a float matrix [out, in]: BF16 in its own format, the others as F32. */
    static ChannelWeight copyOf(CpuWeight matrix, Arena memory) {
        DataType type = matrix.dataType() == DataType.BF16 ? DataType.BF16 : DataType.F32;
        int in = matrix.columns();
        int out = matrix.rows();
        return new ChannelWeight(
                matrix.name(),
                type,
                in,
                out,
                ChannelTransposition.of(matrix, type, memory),
                ones(out, memory),
                in,
                CodeExcess.none(in));
    }

    /** Scales that change nothing. */
    static MemorySegment ones(int count, Arena memory) {
        MemorySegment ones = allocate((long) count * Float.BYTES, memory);
        for (int i = 0; i < count; i++) {
            ones.set(FloatRows.FLOAT, 4L * i, 1f);
        }
        return ones;
    }

    @Override
    public Shape shape() {
        return Shape.of(out, in);
    }

    boolean isInteger() {
        return dataType == DataType.I8;
    }

    /** Bytes from one channel to the next. */
    long stride() {
        return (long) out * dataType.bytes();
    }

    /** Where the weight of an output to a channel lies. */
    long at(int channel, int output) {
        return ((long) channel * out + output) * dataType.bytes();
    }

    /** Where the scale of an output lies that its weight to a channel has. */
    long scaleAt(int channel, int output) {
        return ((long) (channel / groupSize) * out + output) * Float.BYTES;
    }
}
