package org.spikingbrain4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.RandomCheckpoint;

/** A training in a process of its own that is killed (SIGKILL) at random moments and resumed ends with the same bits. */
class KilledTrainingTest {
    private static final int KILLS = 4;
    private static final int PATIENCE = 120;
    private static final String SETTINGS = "\"save_every\": 3, \"evaluate_every\": 7, \"teacher\": \"teacher\",";
    private static final String FIRST = """
            "name": "base", "sequence_length": 16, "sequences": 2, "accumulation": 2, "tokens": 1280,
            "learning_rate": 1e-2, "clip": 0.5, "weight_decay": 0.1""";

    // Several passes over a text whose windows are no multiple of a batch: what the teacher said is kept and read
    // again.
    private static final String SECOND = """
            "name": "distill", "objective": "distill", "sequence_length": 16, "sequences": 3, "tokens": 1200,
            "text_tokens": 112, "learning_rate": 1e-2, "hidden_weight": 0.5, "token_weight": 0.1, "recompute": true""";

    @TempDir
    private Path parent;

    /** The process: configuration, folder, and what {@link Trainer#run} is asked for. */
    public static void main(String[] arguments) {
        TrainingListener listener = new TinyTraining.Counter(Integer.MAX_VALUE);
        new Trainer(TrainingConfig.read(Path.of(arguments[0])), Path.of(arguments[1]), 1, listener)
                .run(Boolean.parseBoolean(arguments[2]), true);
    }

    @Test
    void endsWithTheBitsOfOneThatWasNotKilled() throws IOException, InterruptedException {
        long seed = new Random().nextLong();
        System.out.println("kills at random moments, seed " + seed);
        TinyTraining whole = training("whole");
        whole.train(whole.path("config.json"), false, false, Integer.MAX_VALUE);
        TinyTraining killed = training("killed");
        Random random = new Random(seed);
        for (int kill = 0; kill < KILLS; kill++) {
            killAfter(killed, 1 + random.nextInt(11), random.nextInt(20));
        }
        Process last = start(killed);
        assertThat(last.waitFor(PATIENCE, TimeUnit.SECONDS)).isTrue();
        assertThat(last.exitValue())
                .as(Files.readString(killed.path("process.log")))
                .isZero();
        assertThat(killed.path("out/model/model.safetensors"))
                .as("seed %d", seed)
                .hasSameBinaryContentAs(whole.path("out/model/model.safetensors"));
        assertThat(losses(killed)).as("seed %d", seed).isEqualTo(losses(whole));
    }

    private TinyTraining training(String name) {
        TinyTraining training = TinyTraining.in(parent.resolve(name));
        training.config(SETTINGS, FIRST, SECOND);
        CheckpointShape shape =
                new CheckpointShape("qwen2", 2, new AttentionHeads(2, 1, 8), 24, TinyTraining.VOCABULARY, 0, true);
        RandomCheckpoint.of(shape, DataType.F32, 3).write(training.path("teacher"));
        return training;
    }

    /** Kills it some milliseconds after it has done some steps. */
    private static void killAfter(TinyTraining training, int steps, int milliseconds)
            throws IOException, InterruptedException {
        Path log = training.path("out/log.jsonl");
        Process process = start(training);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
        // A resumed process first cuts off the steps that it does again.
        long before = -1;
        long done = 0;
        while (process.isAlive() && done < steps && System.nanoTime() < end) {
            long lines = Files.exists(log) ? Files.readAllLines(log).size() : 0;
            done += before < 0 ? 0 : Math.max(0, lines - before);
            before = lines;
            Thread.sleep(2);
        }
        Thread.sleep(milliseconds);
        process.destroyForcibly().waitFor();
    }

    private static Process start(TinyTraining training) throws IOException {
        boolean resume = hasCheckpoint(training.path("out/checkpoints"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                KilledTrainingTest.class.getName(),
                training.path("config.json").toString(),
                training.path("out").toString(),
                String.valueOf(resume)));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(training.path("process.log").toFile())
                .start();
    }

    private static boolean hasCheckpoint(Path checkpoints) throws IOException {
        if (!Files.isDirectory(checkpoints)) {
            return false;
        }
        try (Stream<Path> all = Files.list(checkpoints)) {
            return all.anyMatch(path -> !path.getFileName().toString().startsWith("."));
        }
    }

    /** The log without the speed. */
    private static List<String> losses(TinyTraining training) throws IOException {
        return Files.readAllLines(training.path("out/log.jsonl")).stream()
                .map(line -> line.replaceAll(",\"tokens_per_second\":[^,}]*", ""))
                .toList();
    }
}
