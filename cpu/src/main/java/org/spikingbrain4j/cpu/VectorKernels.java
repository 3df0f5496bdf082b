package org.spikingbrain4j.cpu;

/** The Vector API form of all kernels. Loaded only where the JVM has the Vector API. */
final class VectorKernels {
    /** Transpositions need four lanes. */
    static final int LEAST_LANES = 4;

    private VectorKernels() {}

    static Kernels create() {
        return new Kernels(
                "Vector API %d bits (%d floats)".formatted(VectorWidth.LANES * Float.SIZE, VectorWidth.LANES),
                new VectorElementKernels(),
                new VectorLinearKernels(),
                new VectorChannelKernels(),
                new VectorAttentionKernels(),
                new VectorMachineKernels());
    }
}
