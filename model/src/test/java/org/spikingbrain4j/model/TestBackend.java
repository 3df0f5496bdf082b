package org.spikingbrain4j.model;

import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.spikingbrain4j.cpu.CpuBackend;
import org.spikingbrain4j.cpu.CpuOptions;
import org.spikingbrain4j.cpu.GemmChoice;
import org.spikingbrain4j.cpu.IntegerGemmUnavailableException;
import org.spikingbrain4j.cpu.KernelChoice;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.ReferenceBackend;

/** Every back end and form of kernels that a model must run on unchanged. */
enum TestBackend {
    REFERENCE,
    SCALAR,
    VECTOR_1_THREAD,
    VECTOR_2_THREADS,
    VECTOR_3_THREADS,
    /** Counts of many rows through the library; skipped where there is none for the platform or its processor is not exact. */
    VECTOR_ONEDNN;

    Backend open() {
        return switch (this) {
            case REFERENCE -> new ReferenceBackend();
            case SCALAR -> cpu(KernelChoice.SCALAR, 2, GemmChoice.JAVA);
            case VECTOR_1_THREAD -> cpu(KernelChoice.VECTOR, 1, GemmChoice.JAVA);
            case VECTOR_2_THREADS -> cpu(KernelChoice.VECTOR, 2, GemmChoice.JAVA);
            case VECTOR_3_THREADS -> cpu(KernelChoice.VECTOR, 3, GemmChoice.JAVA);
            case VECTOR_ONEDNN -> oneDnn();
        };
    }

    private static Backend oneDnn() {
        try {
            return cpu(KernelChoice.VECTOR, 2, GemmChoice.ONEDNN);
        } catch (IntegerGemmUnavailableException e) {
            // A jar that is missing or broken is no reason to skip.
            if (Stream.of("is not published for", "is not exact").anyMatch(e.getMessage()::contains)) {
                return Assumptions.abort(e.getMessage());
            }
            throw e;
        }
    }

    private static Backend cpu(KernelChoice kernels, int threads, GemmChoice gemm) {
        return CpuBackend.create(CpuOptions.builder()
                .kernels(kernels)
                .threads(threads)
                .gemm(gemm)
                .build());
    }
}
