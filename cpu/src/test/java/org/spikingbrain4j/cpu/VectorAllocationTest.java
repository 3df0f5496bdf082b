package org.spikingbrain4j.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A kernel that the compiler leaves with boxed vectors is right but a hundred times slower: its garbage gives it away. */
class VectorAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long LONGEST_NANOS = 30_000_000_000L;
    private static final int CALLS = 200;
    private static final int COUNT = 64 * VectorTiles.PANEL;

    private static final ElementKernels ELEMENTS = new VectorElementKernels();
    private static final AttentionKernels ATTENTION = new VectorAttentionKernels();

    static Stream<Arguments> kernels() {
        float[] x = new float[COUNT];
        float[] y = new float[COUNT];
        float[] line = new float[VectorTiles.PANEL];
        float[] sum = new float[VectorTiles.PANEL];
        float[] factor = new float[VectorTiles.PANEL];
        Rows a = new Rows(new float[COUNT], 0, 64);
        Rows b = new Rows(new float[COUNT], 0, VectorTiles.PANEL);
        Rows c = new Rows(new float[COUNT], 0, VectorTiles.PANEL);
        int panel = VectorTiles.PANEL;
        return Stream.of(
                kernel("rmsNorm", () -> ELEMENTS.rmsNorm(x, 0, x, 1e-6, y, 0)),
                kernel("rotate", () -> ELEMENTS.rotate(x, 0, COUNT / 2, x, x, 0, y, 0)),
                kernel("add", () -> ELEMENTS.add(x, 0, x, 0, COUNT, y, 0)),
                kernel("relu", () -> ELEMENTS.relu(x, 0, COUNT, y, 0)),
                kernel("logSigmoid", () -> ELEMENTS.logSigmoid(x, 0, COUNT, 0.5f, y, 0)),
                kernel("siluMul", () -> ELEMENTS.siluMul(x, 0, x, 0, COUNT, y, 0)),
                kernel("exp", () -> ATTENTION.exp(x, 0, y, COUNT)),
                kernel("softmaxStep", () -> ATTENTION.softmaxStep(b, 64, panel, line, sum, factor)),
                kernel("scaleRows", () -> ATTENTION.scaleRows(b, 64, panel, x)),
                kernel("scaleColumns", () -> ATTENTION.scaleColumns(b, 64, panel, line)),
                kernel("multiply", () -> ATTENTION.multiply(a, b, c, panel, 64, panel, true)),
                kernel("addTransposed", () -> ATTENTION.addTransposed(a, b, c, 64, panel, panel)));
    }

    private static Arguments kernel(String name, Runnable call) {
        return Arguments.of(name, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kernels")
    void compiledKernelsBoxNoVectors(String name, Runnable call) {
        long least = Long.MAX_VALUE;
        long end = System.nanoTime() + LONGEST_NANOS;
        // Less than one boxed vector of 128 bits per call; before the compiler is done there are hundreds.
        while (least >= 32L * CALLS && System.nanoTime() < end) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least / CALLS).as("bytes of garbage per call of %s", name).isLessThan(32);
    }
}
