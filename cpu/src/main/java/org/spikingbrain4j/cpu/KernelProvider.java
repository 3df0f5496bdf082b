package org.spikingbrain4j.cpu;

import java.util.Optional;
import org.spikingbrain4j.operators.SpikingBrainException;

/**
 * Chooses the form of the kernels and says why. It names no class of the Vector API, so it works where the JVM runs without
 * that module.
 */
final class KernelProvider {
    private static final String MODULE = "jdk.incubator.vector";

    private KernelProvider() {}

    /** @throws SpikingBrainException where vector kernels were asked for and cannot run */
    static Kernels kernels(KernelChoice choice) {
        Optional<String> obstacle = obstacle();
        return switch (choice) {
            case SCALAR -> scalar("as asked");
            case AUTO -> obstacle.map(KernelProvider::scalar).orElseGet(VectorKernels::create);
            case VECTOR -> {
                if (obstacle.isPresent()) {
                    throw new SpikingBrainException("vector kernels cannot run: " + obstacle.get());
                }
                yield VectorKernels.create();
            }
        };
    }

    private static Kernels scalar(String reason) {
        return new Kernels(
                "scalar: " + reason,
                new ScalarElementKernels(),
                new ScalarLinearKernels(),
                new ScalarChannelKernels(),
                new ScalarAttentionKernels(),
                new ScalarMachineKernels());
    }

    /** What keeps the Vector API from running well, with the remedy. */
    private static Optional<String> obstacle() {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return Optional.of("%s is not in the module graph; pass --add-modules %s".formatted(MODULE, MODULE));
        }
        if (VectorWidth.LANES < VectorKernels.LEAST_LANES) {
            return Optional.of("the JVM offers vectors of only %d floats".formatted(VectorWidth.LANES));
        }
        return Optional.empty();
    }
}
