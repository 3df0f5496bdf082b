package org.spikingbrain4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.Shape;

/** A loss over a vocabulary of many chunks takes the memory of a few. */
@EnabledOnOs(OS.LINUX)
class SoftmaxMemoryTest {
    private static final int ROWS = 256;
    private static final int HIDDEN = 2;
    private static final int CHUNK = 16384;
    private static final int VOCABULARY = 16 * CHUNK;
    private static final long CHUNK_BYTES = 4L * ROWS * CHUNK;

    /** Three chunks are what a divergence needs; the others are for all else that lives in the process. */
    private static final long MOST_CHUNKS = 6;

    @Test
    void crossEntropyHoldsFewChunks() throws InterruptedException {
        int[] targets = new int[ROWS];
        try (TorchBackend backend = new TorchBackend(1)) {
            requireFewChunks(backend, () -> new SoftmaxTarget.Tokens(targets));
        }
    }

    @Test
    void divergenceHoldsFewChunks() throws InterruptedException {
        try (TorchBackend backend = new TorchBackend(1);
                TrainingPass pass = backend.openTraining(false)) {
            var seen = pass.constant(waves(ROWS), ROWS, HIDDEN);
            TorchWeight head = load(backend, "teacher");
            requireFewChunks(backend, () -> new SoftmaxTarget.Teacher(TorchOperators.values(seen), head.values()));
        }
    }

    private static void requireFewChunks(TorchBackend backend, Supplier<SoftmaxTarget> target)
            throws InterruptedException {
        Optional<MethodHandle> allocations = ProcessMemory.allocations();
        assumeTrue(allocations.isPresent(), "this C library does not tell what is allocated");
        TorchWeight head = load(backend, "head");
        head.train(true);
        try (ExitGuard guard = ExitGuard.register();
                TrainingPass pass = backend.openTraining(true)) {
            var leaf = TorchOperators.values(pass.leaf(pass.constant(waves(ROWS), ROWS, HIDDEN)));
            PassScope scope = PassScope.of(guard, true, "closed");
            long before = ProcessMemory.allocatedBytes(allocations.get());
            long most = ProcessMemory.mostAllocatedBytes(
                    allocations.get(), () -> new ChunkedSoftmax(leaf, head.values(), target.get(), CHUNK).loss(scope));
            double chunks = (double) (most - before) / CHUNK_BYTES;
            scope.close();
            assertThat(chunks).as("chunks held at once").isLessThan(MOST_CHUNKS);
        }
    }

    private static TorchWeight load(TorchBackend backend, String name) {
        return (TorchWeight) backend.load(HostTensor.of(name, Shape.of(VOCABULARY, HIDDEN), waves(VOCABULARY)));
    }

    private static float[] waves(int rows) {
        float[] values = new float[rows * HIDDEN];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i);
        }
        return values;
    }
}
