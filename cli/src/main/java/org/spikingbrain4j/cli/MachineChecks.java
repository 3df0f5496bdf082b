package org.spikingbrain4j.cli;

import java.util.List;
import java.util.OptionalLong;
import org.spikingbrain4j.cpu.CpuBackend;
import org.spikingbrain4j.operators.Backend;

/** What makes a model slow or fail, looked at one by one. */
final class MachineChecks {
    private static final int JAVA = 25;
    private static final long LITTLE_MEMORY = 4L << 30;
    private static final long SMALL_HEAP = 1L << 30;

    private final RuntimeFlags runtime;

    MachineChecks(RuntimeFlags runtime) {
        this.runtime = runtime;
    }

    List<Check> run() {
        MeasuredLimits limits = MeasuredLimits.of(runtime.cpuOptions().threads());
        return List.of(java(), kernels(), counts(), threads(), memory(), heap(), bandwidth(limits), arithmetic(limits));
    }

    private static Check java() {
        Runtime.Version version = Runtime.version();
        return Check.of(
                version.feature() >= JAVA,
                "java",
                version.toString(),
                "install a JDK 25 and start with the script ./spikingbrain, which finds it");
    }

    private Check kernels() {
        try (Backend backend = runtime.open()) {
            String description = backend.description();
            return Check.of(
                    !description.contains("scalar"),
                    "kernels",
                    description,
                    "start with the script ./spikingbrain, which switches the vectors of Java on");
        }
    }

    /** Prompts under spiking are several times slower without the library. */
    private Check counts() {
        try (CpuBackend backend = CpuBackend.create(runtime.cpuOptions())) {
            return Check.ok("counts", "multiplied with INT8 weights by " + backend.gemmDescription());
        }
    }

    private Check threads() {
        int processors = Runtime.getRuntime().availableProcessors();
        int threads = runtime.cpuOptions().threads();
        return Check.of(
                threads <= processors,
                "threads",
                "%d on %d processors".formatted(threads, processors),
                "more threads than processors wait for each other: leave --threads out");
    }

    private static Check memory() {
        OptionalLong physical = MachineMemory.physical();
        if (physical.isEmpty()) {
            return Check.ok("memory", "unknown on this system");
        }
        String finding = "%s, %s available"
                .formatted(
                        Quantity.bytes(physical.getAsLong()),
                        Quantity.bytes(MachineMemory.available().orElse(0)));
        return Check.of(
                physical.getAsLong() >= LITTLE_MEMORY,
                "memory",
                finding,
                "models whose weights do not fit are read from disk for every token: use small ones");
    }

    private static Check heap() {
        long heap = Runtime.getRuntime().maxMemory();
        return Check.of(
                heap >= SMALL_HEAP,
                "heap",
                "at most %s; weights are outside of it".formatted(Quantity.bytes(heap)),
                "set SPIKINGBRAIN_JAVA_OPTS=-Xmx2g");
    }

    private static Check bandwidth(MeasuredLimits limits) {
        return Check.ok(
                "bandwidth",
                "%s GB/s streaming: decoding cannot read weights faster"
                        .formatted(Quantity.number(limits.bandwidth())));
    }

    private static Check arithmetic(MeasuredLimits limits) {
        return Check.ok(
                "arithmetic",
                "%s GFLOP/s fused multiply-add in float32: prefill cannot compute faster"
                        .formatted(Quantity.number(limits.fmaPeak())));
    }
}
