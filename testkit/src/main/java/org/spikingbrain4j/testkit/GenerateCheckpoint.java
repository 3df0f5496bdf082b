package org.spikingbrain4j.testkit;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.SpikingBrainException;

/** Writes a random checkpoint from the command line, for measurements at real sizes. */
public final class GenerateCheckpoint {
    private static final String USAGE =
            "usage: GenerateCheckpoint --shape 7b|600m|qwen2-0.5b|76b-layers|76b-dense-layer|small-moe"
                    + "|tiny-gla-swa|tiny-moe|tiny-llama|tiny-qwen2 --out DIR [--dtype bf16|f16|f32|int8] [--seed N] [--shard-gb N]";
    private static final Set<String> FLAGS = Set.of("--shape", "--out", "--dtype", "--seed", "--shard-gb");

    private final Map<String, String> options;

    private GenerateCheckpoint(Map<String, String> options) {
        this.options = options;
    }

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    /** The exit code: 0, or 2 where the arguments or the disk do not allow it. */
    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        try {
            new GenerateCheckpoint(parse(arguments)).write(out);
            return 0;
        } catch (SpikingBrainException e) {
            err.println(e.getMessage());
            return 2;
        } catch (IOException e) {
            err.println("cannot write the checkpoint: " + e);
            return 2;
        }
    }

    private static Map<String, String> parse(List<String> arguments) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            String flag = arguments.get(i);
            if (!FLAGS.contains(flag)) {
                throw new SpikingBrainException("unknown argument %s; %s".formatted(flag, USAGE));
            }
            if (i + 1 == arguments.size()) {
                throw new SpikingBrainException("%s needs a value; %s".formatted(flag, USAGE));
            }
            if (options.put(flag, arguments.get(i + 1)) != null) {
                throw new SpikingBrainException("%s is given twice; %s".formatted(flag, USAGE));
            }
        }
        return options;
    }

    private void write(PrintStream out) throws IOException {
        RandomCheckpoint checkpoint = checkpoint();
        Path directory = Path.of(required("--out"));
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new SpikingBrainException("%s: is a file; name a directory".formatted(directory));
        }
        if (Files.exists(directory.resolve("config.json"))) {
            throw new SpikingBrainException(
                    "%s: holds a checkpoint already; name another directory or remove it".formatted(directory));
        }
        Files.createDirectories(directory);
        long free = Files.getFileStore(directory).getUsableSpace();
        if (free < checkpoint.bytes()) {
            throw new SpikingBrainException(
                    "%s: the checkpoint needs %.1f GB, the disk has %.1f GB free; free some space"
                            .formatted(directory, checkpoint.bytes() / 1e9, free / 1e9));
        }
        out.printf(Locale.ROOT, "writing %.2f GB to %s%n", checkpoint.bytes() / 1e9, directory);
        long start = System.nanoTime();
        checkpoint.write(directory);
        out.printf(Locale.ROOT, "done in %.1f s%n", (System.nanoTime() - start) / 1e9);
    }

    private RandomCheckpoint checkpoint() {
        String name = required("--shape");
        CheckpointShape shape = CheckpointShape.named(name)
                .orElseThrow(() -> new SpikingBrainException("--shape: %s is unknown; %s".formatted(name, USAGE)));
        long gigabytes = number("--shard-gb", 5);
        if (gigabytes < 1 || gigabytes > 1000) {
            throw new SpikingBrainException("--shard-gb: need 1 to 1000, found %d; %s".formatted(gigabytes, USAGE));
        }
        return new RandomCheckpoint(shape, dataType(), number("--seed", 1), gigabytes * 1_000_000_000);
    }

    private DataType dataType() {
        String name = options.getOrDefault("--dtype", "bf16");
        return switch (name) {
            case "bf16" -> DataType.BF16;
            case "f16" -> DataType.F16;
            case "f32" -> DataType.F32;
            case "int8" -> DataType.I8;
            default -> throw new SpikingBrainException("--dtype: %s is unknown; %s".formatted(name, USAGE));
        };
    }

    private String required(String flag) {
        if (!options.containsKey(flag)) {
            throw new SpikingBrainException("%s is missing; %s".formatted(flag, USAGE));
        }
        return options.get(flag);
    }

    private long number(String flag, long otherwise) {
        String text = options.getOrDefault(flag, String.valueOf(otherwise));
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new SpikingBrainException("%s: need a whole number, found %s; %s".formatted(flag, text, USAGE), e);
        }
    }
}
