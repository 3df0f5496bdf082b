package org.spikingbrain4j.cli;

import org.spikingbrain4j.cpu.CpuBackend;
import org.spikingbrain4j.cpu.CpuOptions;
import org.spikingbrain4j.cpu.GemmChoice;
import org.spikingbrain4j.cpu.KernelChoice;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.ReferenceBackend;
import picocli.CommandLine.Option;

/** On what a model runs. */
final class RuntimeFlags {
    /** More than any machine has, few enough to start. */
    private static final int MOST_THREADS = 1024;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that compute. Default: the machine's processors.")
    private Integer threads;

    @Option(
            names = "--kernels",
            paramLabel = "KIND",
            description =
                    "auto, scalar (plain Java loops) or vector (an error where the JVM has no vectors). Default: auto.")
    private KernelChoice kernels;

    @Option(
            names = "--gemm",
            paramLabel = "KIND",
            description = {
                "What multiplies spike counts of prompts with INT8 weights: auto (oneDNN where it works), java,",
                "or onednn (an error where it does not). The results are the same bits. Default: auto."
            })
    private GemmChoice gemm;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            defaultValue = "cpu",
            description = "cpu, or reference: double precision, one thread, very slow. Default: cpu.")
    private Kind backend;

    /** The back ends by their flag. */
    private enum Kind {
        CPU,
        REFERENCE
    }

    /**
     * @throws InputException where a flag has no meaning for the back end
     */
    Backend open() {
        requireNothingIgnored();
        return switch (backend) {
            case CPU -> CpuBackend.create(cpuOptions());
            case REFERENCE -> new ReferenceBackend();
        };
    }

    /**
     * The options of the CPU back end, for the limits of the machine.
     *
     * @throws InputException where a flag has no meaning for the back end
     */
    CpuOptions cpuOptions() {
        requireNothingIgnored();
        CpuOptions.Builder options = CpuOptions.builder();
        if (kernels != null) {
            options.kernels(kernels);
        }
        if (gemm != null) {
            options.gemm(gemm);
        }
        if (threads != null) {
            options.threads(Require.inRange("--threads", threads, MOST_THREADS));
        }
        return options.build();
    }

    private void requireNothingIgnored() {
        if (backend == Kind.REFERENCE) {
            requireAbsent("--threads", threads);
            requireAbsent("--kernels", kernels);
            requireAbsent("--gemm", gemm);
        }
    }

    private static void requireAbsent(String flag, Object value) {
        if (value != null) {
            throw new InputException(
                    "%s: the reference back end has no such choice; leave the flag out, or --backend reference"
                            .formatted(flag));
        }
    }
}
