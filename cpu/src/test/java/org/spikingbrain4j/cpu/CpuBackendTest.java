package org.spikingbrain4j.cpu;

import org.junit.jupiter.api.Nested;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.testkit.BackendContract;

/**
 * The operator contract in every form of the back end, with fresh tensors full of NaN. The build runs this class again with
 * forced vector widths.
 */
class CpuBackendTest {

    @Nested
    class VectorOnOneThread extends Form {
        VectorOnOneThread() {
            super(KernelChoice.VECTOR, 1);
        }
    }

    @Nested
    class VectorOnTwoThreads extends Form {
        VectorOnTwoThreads() {
            super(KernelChoice.VECTOR, 2);
        }
    }

    @Nested
    class VectorOnThreeThreads extends Form {
        VectorOnThreeThreads() {
            super(KernelChoice.VECTOR, 3);
        }
    }

    abstract static class Form extends BackendContract {
        private final CpuOptions options;

        Form(KernelChoice kernels, int threads) {
            this.options =
                    CpuOptions.builder().kernels(kernels).threads(threads).build();
        }

        @Override
        public Backend backend() {
            return CpuBackend.poisoned(options);
        }

        /** The rounding of a sum that nearly cancels out. */
        @Override
        public double tolerance() {
            return 1e-5;
        }
    }
}
