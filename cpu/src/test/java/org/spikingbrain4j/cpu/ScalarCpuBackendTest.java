package org.spikingbrain4j.cpu;

import org.junit.jupiter.api.Nested;

/** The operator contract on the scalar kernels; the build runs this class again without the vector module. */
class ScalarCpuBackendTest {

    @Nested
    class OnOneThread extends CpuBackendTest.Form {
        OnOneThread() {
            super(KernelChoice.SCALAR, 1);
        }
    }

    @Nested
    class OnThreeThreads extends CpuBackendTest.Form {
        OnThreeThreads() {
            super(KernelChoice.SCALAR, 3);
        }
    }
}
