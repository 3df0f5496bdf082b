package org.spikingbrain4j.model;

import java.util.EnumSet;
import java.util.Set;
import org.spikingbrain4j.cpu.CpuBackend;
import org.spikingbrain4j.cpu.CpuOptions;
import org.spikingbrain4j.cpu.KernelChoice;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.ReferenceBackend;

/** Every back end and form of kernels that a model must run on unchanged. */
enum TestBackend {
    REFERENCE,
    SCALAR,
    VECTOR_1_THREAD,
    VECTOR_2_THREADS,
    VECTOR_3_THREADS;

    /** Those that can compute with spikes. */
    static final Set<TestBackend> SPIKING = EnumSet.of(REFERENCE);

    Backend open() {
        return switch (this) {
            case REFERENCE -> new ReferenceBackend();
            case SCALAR -> cpu(KernelChoice.SCALAR, 2);
            case VECTOR_1_THREAD -> cpu(KernelChoice.VECTOR, 1);
            case VECTOR_2_THREADS -> cpu(KernelChoice.VECTOR, 2);
            case VECTOR_3_THREADS -> cpu(KernelChoice.VECTOR, 3);
        };
    }

    private static Backend cpu(KernelChoice kernels, int threads) {
        return CpuBackend.create(
                CpuOptions.builder().kernels(kernels).threads(threads).build());
    }
}
