package org.spikingbrain4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.cpu.CpuBackend;
import org.spikingbrain4j.cpu.CpuOptions;
import org.spikingbrain4j.model.ExpertActivity;
import org.spikingbrain4j.model.ExpertMemoryStatus;
import org.spikingbrain4j.model.LanguageModel;
import org.spikingbrain4j.model.LogitsWanted;
import org.spikingbrain4j.model.ModelOptions;
import org.spikingbrain4j.model.ObservedBackend;
import org.spikingbrain4j.model.SequenceState;
import org.spikingbrain4j.operators.Backend;

/**
 * A model with experts, which bounds of their memory it may have, on random tokens: speeds, page faults, and memory. The tokens are
 * random, not what the model likes best, which on random weights would soon be one token and one expert. Linux. Whole program:
 * {@code ExpertSpeed MODEL PROMPT DECODE THREADS MIB [MIB ...]}, 0 MiB for no bounds.
 */
public final class ExpertSpeed {
    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB");
    private static final Pattern OF_FILES = Pattern.compile("(?m)^RssFile:\\s+(\\d+) kB");
    private static final int MIB = 20;
    /** Of {@code /proc/self/stat}, behind the name of the process. */
    private static final int MINOR_FAULTS = 7;

    private static final int MAJOR_FAULTS = 9;

    private final Path folder;
    private final int prompt;
    private final int decode;
    private final int threads;

    private ExpertSpeed(Path folder, int prompt, int decode, int threads) {
        this.folder = folder;
        this.prompt = prompt;
        this.decode = decode;
        this.threads = threads;
    }

    /** Prints a row per bound. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 5) {
            System.err.println(
                    "error: expected MODEL PROMPT DECODE THREADS MIB [MIB ...], found %d arguments; 0 MIB for no bounds"
                            .formatted(arguments.length));
            System.exit(2);
        }
        ExpertSpeed speed = new ExpertSpeed(
                Path.of(arguments[0]),
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]),
                Integer.parseInt(arguments[3]));
        System.out.printf(
                "%8s %10s %10s %10s %12s %12s %8s %8s %9s %9s%n",
                "MiB",
                "prefill/s",
                "decode/s",
                "slowest ms",
                "minor/token",
                "major/token",
                "uses",
                "reads",
                "file MiB",
                "all MiB");
        for (String mib : Arrays.copyOfRange(arguments, 4, arguments.length)) {
            speed.measure(Long.parseLong(mib));
        }
    }

    private void measure(long mib) throws IOException {
        ModelOptions options = mib == 0 ? ModelOptions.DEFAULT : ModelOptions.DEFAULT.withExpertBytes(mib << MIB);
        Random random = new Random(1);
        ExpertActivity activity = new ExpertActivity();
        try (Backend backend = new ObservedBackend(
                        CpuBackend.create(CpuOptions.builder().threads(threads).build()), activity);
                LanguageModel model = LanguageModel.load(Checkpoint.open(folder), backend, options);
                SequenceState state = model.newState()) {
            int vocabulary = model.config().vocabularySize();
            model.forward(random.ints(prompt, 0, vocabulary).toArray(), state, LogitsWanted.LAST); // to warm up
            decode(model, state, random, decode);
            long start = System.nanoTime();
            model.forward(random.ints(prompt, 0, vocabulary).toArray(), state, LogitsWanted.LAST);
            double prefill = prompt / seconds(start);
            ExpertMemoryStatus prompted = memory(model);
            long[] before = faults();
            start = System.nanoTime();
            double slowest = decode(model, state, random, decode);
            double perSecond = decode / seconds(start);
            long[] after = faults();
            System.out.printf(
                    "%8d %10.2f %10.2f %10.0f %12.0f %12.1f %8d %8d %9d %9d%n",
                    mib,
                    prefill,
                    perSecond,
                    1000 * slowest,
                    (after[0] - before[0]) / (double) decode,
                    (after[1] - before[1]) / (double) decode,
                    memory(model).uses() - prompted.uses(),
                    memory(model).reads() - prompted.reads(),
                    status(OF_FILES),
                    status(RESIDENT));
        }
        activity.load().forEach((layer, load) -> System.out.println("  layer " + layer + ": " + load.tokens()));
    }

    private static ExpertMemoryStatus memory(LanguageModel model) {
        return model.expertMemory().orElse(new ExpertMemoryStatus(0, 0, 0, 0));
    }

    /** Seconds of the slowest token. */
    private static double decode(LanguageModel model, SequenceState state, Random random, int tokens) {
        double slowest = 0;
        for (int i = 0; i < tokens; i++) {
            long start = System.nanoTime();
            int[] token = {random.nextInt(model.config().vocabularySize())};
            model.forward(token, state, LogitsWanted.LAST);
            slowest = Math.max(slowest, seconds(start));
        }
        return slowest;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static long[] faults() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return new long[] {Long.parseLong(fields[MINOR_FAULTS]), Long.parseLong(fields[MAJOR_FAULTS])};
    }

    private static long status(Pattern line) throws IOException {
        Matcher found = line.matcher(Files.readString(Path.of("/proc/self/status")));
        return found.find() ? Long.parseLong(found.group(1)) >> 10 : 0;
    }
}
