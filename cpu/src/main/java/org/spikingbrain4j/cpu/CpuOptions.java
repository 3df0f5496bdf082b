package org.spikingbrain4j.cpu;

/**
 * Settings of a {@link CpuBackend}.
 *
 * @param threads threads that compute, the caller included; at least 1
 * @param kernels which form of the kernels to run
 * @param gemm what multiplies many rows of counts with integer weights
 */
public record CpuOptions(int threads, KernelChoice kernels, GemmChoice gemm) {
    public CpuOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: expected at least 1, found " + threads);
        }
    }

    /** All processors, the best kernels. */
    public static CpuOptions defaults() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects settings; what is not set keeps its default. */
    public static final class Builder {
        private int threads = Runtime.getRuntime().availableProcessors();
        private KernelChoice kernels = KernelChoice.AUTO;
        private GemmChoice gemm = GemmChoice.AUTO;

        private Builder() {}

        /** Default: the processors available to the JVM. */
        public Builder threads(int count) {
            threads = count;
            return this;
        }

        /** Default: {@link KernelChoice#AUTO}. */
        public Builder kernels(KernelChoice choice) {
            kernels = choice;
            return this;
        }

        /** Default: {@link GemmChoice#AUTO}. */
        public Builder gemm(GemmChoice choice) {
            gemm = choice;
            return this;
        }

        public CpuOptions build() {
            return new CpuOptions(threads, kernels, gemm);
        }
    }
}
