package org.spikingbrain4j.cpu;

import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.SpikingBrainException;

/** Accepts the tensors that the kernels can compute with. */
final class WeightLoader {
    private WeightLoader() {}

    /** @throws SpikingBrainException for another data type or rank */
    static CpuWeight load(HostTensor tensor) {
        if (!FloatRows.reads(tensor.dataType())) {
            throw new SpikingBrainException(
                    "tensor %s: the CPU back end computes with F32, BF16, F16 and I8, found %s; convert the checkpoint"
                            .formatted(tensor.name(), tensor.dataType()));
        }
        int rank = tensor.shape().rank();
        if (rank != 1 && rank != 2) {
            throw new SpikingBrainException("tensor %s: expected a vector or a matrix, found shape %s"
                    .formatted(tensor.name(), tensor.shape()));
        }
        if (tensor.shape().dimensions().stream().anyMatch(d -> d < 1 || d > Integer.MAX_VALUE)) {
            throw new SpikingBrainException("tensor %s: expected dimensions from 1 to %d, found shape %s"
                    .formatted(tensor.name(), Integer.MAX_VALUE, tensor.shape()));
        }
        float[] vector = rank == 1 ? tensor.toFloats() : new float[0];
        return new CpuWeight(tensor.name(), tensor.dataType(), tensor.shape(), tensor.data(), vector);
    }
}
