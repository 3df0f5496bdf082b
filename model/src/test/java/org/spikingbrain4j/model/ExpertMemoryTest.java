package org.spikingbrain4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.operators.ReferenceBackend;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.Fixtures;
import org.spikingbrain4j.testkit.MixtureShape;
import org.spikingbrain4j.testkit.RandomCheckpoint;

/** Experts within bounds: the same bits, and no more memory. */
@EnabledOnOs(OS.LINUX)
class ExpertMemoryTest {
    private static final int EXPERTS = 6;

    /** Three mixtures of 18 experts in all, each of 768 KiB in BF16: large beside a page. */
    private static final CheckpointShape SHAPE = new CheckpointShape(
            "gla_swa_moe",
            4,
            new AttentionHeads(4, 2, 32),
            1024,
            320,
            16,
            false,
            Optional.of(new MixtureShape(List.of(1), List.of(0), EXPERTS, 2, 1, 5)));

    private static final long EXPERT_BYTES = 3 * 128 * 1024 * 2;
    /** Pages around what is touched are mapped, too: 64 KiB on either side of each of three matrices. */
    private static final long AROUND = 18 * 3 * 2 * (64 << 10);

    private static final Pattern RESIDENT = Pattern.compile("Rss: +(\\d+) kB");

    private final Backend backend = TestBackend.VECTOR_2_THREADS.open();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        backend.close();
    }

    @ParameterizedTest
    @CsvSource({"BF16, OFF, 1", "BF16, OFF, 4", "BF16, COUNTS, 3", "I8, AUTO, 2", "I8, OFF, 18"})
    void boundsChangeNoBit(DataType type, SpikingMode mode, int experts) {
        Path directory = RandomCheckpoint.of(SHAPE, type, 3).write(folder.resolve("model"));
        ModelOptions free = ModelOptions.DEFAULT.withChunkTokens(32).withSpiking(SpikingOptions.DEFAULT.withMode(mode));
        long budget = experts * (type == DataType.I8 ? EXPERT_BYTES / 2 + (64 << 10) : EXPERT_BYTES);
        List<float[]> expected = logits(directory, free);
        assertThat(logits(directory, free.withExpertBytes(budget)))
                .usingRecursiveComparison()
                .isEqualTo(expected);
    }

    private List<float[]> logits(Path directory, ModelOptions options) {
        List<float[]> logits = new ArrayList<>();
        try (LanguageModel model = LanguageModel.load(Checkpoint.open(directory), backend, options);
                SequenceState state = model.newState()) {
            int[] text = new Random(5).ints(80, 0, 320).toArray();
            logits.add(model.forward(text, state, LogitsWanted.ALL).values());
            for (int token = 0; token < 20; token++) {
                logits.add(model.forward(new int[] {7 * token}, state, LogitsWanted.LAST)
                        .values());
            }
        }
        return logits;
    }

    @Test
    void memoryStaysWithinBounds() throws IOException {
        Path directory = RandomCheckpoint.of(SHAPE, DataType.BF16, 3).write(folder.resolve("model"));
        long others = Files.size(directory.resolve("model.safetensors")) - 18 * EXPERT_BYTES;
        long budget = 4 * EXPERT_BYTES;
        long most = 0;
        ModelOptions options = ModelOptions.DEFAULT.withChunkTokens(32);
        try (LanguageModel model =
                        LanguageModel.load(Checkpoint.open(directory), backend, options.withExpertBytes(budget));
                SequenceState state = model.newState()) {
            String fingerprint = model.fingerprint();
            assertThat(resident(directory)).isLessThanOrEqualTo(others + budget + AROUND);
            for (int step = 0; step < 40; step++) {
                int[] piece =
                        new Random(step).ints(step % 4 == 0 ? 70 : 1, 0, 320).toArray();
                model.forward(piece, state, LogitsWanted.LAST);
                most = Math.max(most, resident(directory));
                assertThat(model.expertMemory().orElseThrow().resident()).isLessThanOrEqualTo(budget);
            }
            assertThat(model.fingerprint()).isEqualTo(fingerprint);
            ExpertMemoryStatus status = model.expertMemory().orElseThrow();
            assertThat(status.reads()).isGreaterThan(18).isLessThanOrEqualTo(status.uses());
        }
        try (LanguageModel model = LanguageModel.load(Checkpoint.open(directory), backend, options);
                SequenceState state = model.newState()) {
            model.forward(new Random(0).ints(300, 0, 320).toArray(), state, LogitsWanted.LAST);
            assertThat(resident(directory))
                    .as("without bounds all experts are there, so the bound above is a bound")
                    .isGreaterThan(most + 8 * EXPERT_BYTES);
            assertThat(model.expertMemory()).isEmpty();
        }
        assertThat(most).isLessThanOrEqualTo(others + budget + AROUND);
    }

    /** Bytes of the model's file in this process. */
    private static long resident(Path directory) throws IOException {
        String file = directory.resolve("model.safetensors").toRealPath().toString();
        long kib = 0;
        boolean inFile = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
                inFile = line.endsWith(file);
            }
            Matcher resident = RESIDENT.matcher(line);
            kib += inFile && resident.matches() ? Long.parseLong(resident.group(1)) : 0;
        }
        return kib << 10;
    }

    @Test
    void sequencesAtTheSameTimeDoNotDisturbEachOther() throws Exception {
        Path directory = RandomCheckpoint.of(SHAPE, DataType.BF16, 3).write(folder.resolve("model"));
        ModelOptions options = ModelOptions.DEFAULT.withExpertBytes(EXPERT_BYTES);
        try (LanguageModel model = LanguageModel.load(Checkpoint.open(directory), backend, options);
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<float[]>> found = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                int seed = i % 6;
                found.add(threads.submit(() -> last(model, seed)));
            }
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i).get()).isEqualTo(last(model, i % 6));
            }
            assertThat(model.expertMemory().orElseThrow().resident()).isLessThanOrEqualTo(EXPERT_BYTES);
        }
    }

    private static float[] last(LanguageModel model, int seed) {
        try (SequenceState state = model.newState()) {
            int[] text = new Random(seed).ints(20, 0, 320).toArray();
            return model.forward(text, state, LogitsWanted.LAST).values();
        }
    }

    @Test
    void refusesWhatItCannotHold() {
        Path mixture = RandomCheckpoint.of(SHAPE, DataType.BF16, 3).write(folder.resolve("model"));
        assertRefused(mixture, backend, ModelOptions.DEFAULT.withExpertBytes(EXPERT_BYTES - 1), "room for one expert");
        assertRefused(Fixtures.GLA_SWA_F32.directory(), backend, ModelOptions.DEFAULT.withExpertBytes(1), "no experts");
        SpikingOptions events = SpikingOptions.DEFAULT.withMode(SpikingMode.EVENTS);
        assertRefused(
                mixture,
                backend,
                ModelOptions.DEFAULT.withSpiking(events).withExpertBytes(4 * EXPERT_BYTES),
                "a copy of float weights; quantize the model");
        try (Backend reference = new ReferenceBackend()) {
            assertRefused(
                    mixture, reference, ModelOptions.DEFAULT.withExpertBytes(4 * EXPERT_BYTES), "copies all weights");
        }
    }

    private static void assertRefused(Path directory, Backend on, ModelOptions options, String reason) {
        assertThatThrownBy(() -> LanguageModel.load(Checkpoint.open(directory), on, options))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("experts' memory (--expert-mib): ")
                .hasMessageContaining(reason);
    }
}
