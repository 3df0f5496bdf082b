package org.spikingbrain4j.quantization;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.checkpoint.SafetensorsWriter;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.FloatEncoding;
import org.spikingbrain4j.operators.HostTensor;

/**
 * A tensor that stays floats.
 *
 * @param entry how it is written
 */
record KeptTensor(SafetensorsWriter.Entry entry) {
    /** Elements that are converted at once. */
    private static final int PIECE = 1 << 16;

    /** @param halfMatrices whether a float32 matrix becomes BF16 */
    static KeptTensor of(HostTensor tensor, boolean halfMatrices) {
        boolean half = halfMatrices
                && tensor.dataType() == DataType.F32
                && tensor.shape().rank() == 2;
        DataType type = half ? DataType.BF16 : tensor.dataType();
        return new KeptTensor(new SafetensorsWriter.Entry(tensor.name(), type, tensor.shape()));
    }

    void append(Checkpoint checkpoint, SafetensorsWriter writer) {
        HostTensor tensor = checkpoint.tensor(entry.name());
        if (tensor.dataType() == entry.dataType()) {
            writer.append(entry.name(), tensor.data());
            return;
        }
        float[] values = new float[PIECE];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment piece = arena.allocate((long) PIECE * entry.dataType().bytes());
            for (long from = 0; from < tensor.elements(); from += PIECE) {
                int count = (int) Math.min(PIECE, tensor.elements() - from);
                tensor.read(from, values, 0, count);
                FloatEncoding.encode(values, count, entry.dataType(), piece);
                writer.append(
                        entry.name(),
                        piece.asSlice(0, (long) count * entry.dataType().bytes()));
            }
        }
    }
}
