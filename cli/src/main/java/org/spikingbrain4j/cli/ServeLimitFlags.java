package org.spikingbrain4j.cli;

import org.spikingbrain4j.inference.PrefixCacheOptions;
import org.spikingbrain4j.inference.SchedulerOptions;
import org.spikingbrain4j.server.Limits;
import org.spikingbrain4j.server.ServerOptions;
import picocli.CommandLine.Option;

/** How much a server takes on. */
final class ServeLimitFlags {
    private static final int MIB = 20;

    @Option(
            names = "--max-running",
            paramLabel = "N",
            description = "Sequences that are read and generated at once. Default: ${DEFAULT-VALUE}.")
    private int maxRunning = SchedulerOptions.DEFAULT.maxRunning();

    @Option(
            names = "--max-waiting",
            paramLabel = "N",
            description =
                    "Requests that may wait for one of these places; more are refused. Default: ${DEFAULT-VALUE}.")
    private int maxWaiting = SchedulerOptions.DEFAULT.maxWaiting();

    @Option(
            names = "--prefix-mib",
            paramLabel = "MIB",
            description =
                    "Most memory of prompts and answers that are kept, so as not to be read again; 0 keeps none. Default: ${DEFAULT-VALUE}.")
    private int prefixMib = (int) (PrefixCacheOptions.DEFAULT.bytes() >> MIB);

    @Option(
            names = "--memory-mib",
            paramLabel = "MIB",
            description = "Most memory of documents' states that are held between requests. Default: ${DEFAULT-VALUE}.")
    private int memoryMib = 1024;

    @Option(
            names = "--upload-mib",
            paramLabel = "MIB",
            description = "Largest document that may be uploaded. Default: ${DEFAULT-VALUE}.")
    private int uploadMib = (int) (Limits.DEFAULT.uploadBytes() >> MIB);

    @Option(names = "--body-mib", paramLabel = "MIB", description = "Largest JSON body. Default: ${DEFAULT-VALUE}.")
    private int bodyMib = (int) (Limits.DEFAULT.bodyBytes() >> MIB);

    @Option(
            names = "--max-prompt-tokens",
            paramLabel = "N",
            description = "Longest prompt; memories do not count. Default: ${DEFAULT-VALUE}.")
    private int promptTokens = Limits.DEFAULT.promptTokens();

    void apply(ServerOptions.Builder options) {
        if (prefixMib < 0 || memoryMib < 0) {
            throw new InputException("--prefix-mib and --memory-mib: expected 0 or more, found %d and %d"
                    .formatted(prefixMib, memoryMib));
        }
        PrefixCacheOptions prefixes = PrefixCacheOptions.DEFAULT.withBytes((long) prefixMib << MIB);
        options.scheduler(SamplingFlags.namingFlags(() -> new SchedulerOptions(maxRunning, maxWaiting, prefixes)))
                .memoryBytes((long) memoryMib << MIB)
                .limits(Limits.DEFAULT
                        .withUploadBytes((long) Require.positive("--upload-mib", uploadMib) << MIB)
                        .withBodyBytes((long) Require.positive("--body-mib", bodyMib) << MIB)
                        .withPromptTokens(Require.positive("--max-prompt-tokens", promptTokens)));
    }
}
