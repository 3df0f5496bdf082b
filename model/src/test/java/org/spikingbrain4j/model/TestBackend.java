package org.spikingbrain4j.model;

import java.util.function.Supplier;
import org.spikingbrain4j.cpu.CpuBackend;
import org.spikingbrain4j.cpu.CpuOptions;
import org.spikingbrain4j.cpu.KernelChoice;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.ReferenceBackend;

/** Every back end and form of kernels that a model must run on unchanged. */
enum TestBackend {
    REFERENCE(ReferenceBackend::new),
    SCALAR(() -> cpu(KernelChoice.SCALAR, 2)),
    VECTOR_1_THREAD(() -> cpu(KernelChoice.VECTOR, 1)),
    VECTOR_2_THREADS(() -> cpu(KernelChoice.VECTOR, 2)),
    VECTOR_3_THREADS(() -> cpu(KernelChoice.VECTOR, 3));

    private final Supplier<Backend> factory;

    TestBackend(Supplier<Backend> factory) {
        this.factory = factory;
    }

    Backend open() {
        return factory.get();
    }

    private static Backend cpu(KernelChoice kernels, int threads) {
        return CpuBackend.create(
                CpuOptions.builder().kernels(kernels).threads(threads).build());
    }
}
