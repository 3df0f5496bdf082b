package org.spikingbrain4j.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.Test;
import org.spikingbrain4j.operators.SpikingBrainException;

/** Runs with and without the vector module: the build has an execution for each. */
class KernelProviderTest {
    private static final boolean HAS_MODULE =
            ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

    @Test
    void automaticChoiceTakesVectorsWhereTheyAre() {
        assumeThat(HAS_MODULE).isTrue();
        assertThat(describe(KernelChoice.AUTO, 2)).matches("Vector API \\d+ bits \\(\\d+ floats\\), 2 threads");
    }

    @Test
    void automaticChoiceSaysWhyItIsScalar() {
        assumeThat(HAS_MODULE).isFalse();
        assertThat(describe(KernelChoice.AUTO, 2))
                .isEqualTo("scalar: jdk.incubator.vector is not in the module graph; "
                        + "pass --add-modules jdk.incubator.vector, 2 threads");
    }

    @Test
    void vectorsThatCannotRunAreAnError() {
        assumeThat(HAS_MODULE).isFalse();
        assertThatThrownBy(() -> describe(KernelChoice.VECTOR, 1))
                .isInstanceOf(SpikingBrainException.class)
                .hasMessageContaining("--add-modules jdk.incubator.vector");
    }

    @Test
    void scalarCanBeAskedFor() {
        assertThat(describe(KernelChoice.SCALAR, 1)).isEqualTo("scalar: as asked, 1 thread");
    }

    private static String describe(KernelChoice choice, int threads) {
        try (CpuBackend backend = CpuBackend.create(
                CpuOptions.builder().kernels(choice).threads(threads).build())) {
            return backend.description();
        }
    }
}
