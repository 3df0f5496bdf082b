package org.spikingbrain4j.benchmarks.longcontext;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.spikingbrain4j.cpu.MachineLimits;

/** What the report says of the machine and of the code; no name of a host. */
final class Machine {
    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");
    private static final String MODEL = "model name";

    private Machine() {}

    /** Bytes of memory. */
    static long memoryBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Runtime.getRuntime().maxMemory();
    }

    /** Measures its limits, which takes some seconds. */
    static Session session(Options options, int number, Progress progress) {
        double load = Math.max(0, ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        progress.say("measuring what this machine can do at most, some seconds…");
        return new Session(
                number,
                LocalDate.now(ZoneOffset.UTC).toString(),
                code(options.project()),
                Runtime.version().toString(),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                processor(),
                Runtime.getRuntime().availableProcessors(),
                memoryBytes(),
                options.threads(),
                MachineLimits.streamingBandwidth(options.threads()),
                MachineLimits.fmaPeak(options.threads()),
                load);
    }

    private static String processor() {
        if (!Files.isReadable(PROCESSOR)) {
            return "unknown";
        }
        try {
            return Files.readAllLines(PROCESSOR).stream()
                    .filter(line -> line.startsWith(MODEL))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static String code(Path project) {
        String commit = git(project, "rev-parse", "--short=10", "HEAD");
        String changed = git(project, "status", "--porcelain", "--untracked-files=no", "--", "*.java");
        return commit.isEmpty() ? "unknown" : commit + (changed.isEmpty() ? "" : "+");
    }

    /** What git prints; nothing where there is no git or no repository. */
    private static String git(Path project, String... arguments) {
        ProcessBuilder builder = new ProcessBuilder("git", "-C", project.toString());
        builder.command().addAll(List.of(arguments));
        try {
            Process process =
                    builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? text.strip() : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
