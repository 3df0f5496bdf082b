package org.spikingbrain4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.checkpoint.Checkpoint;
import org.spikingbrain4j.operators.SpikingBrainException;
import org.spikingbrain4j.testkit.Fixtures;

class FineTunerTest {
    private static final String CHAT =
            "{\"messages\": [{\"role\": \"user\", \"content\": \"%d?\"}, {\"role\": \"assistant\", \"content\": \"It is %d.\"}]}\n";

    @TempDir
    private Path folder;

    private Path model;
    private Path data;

    @BeforeEach
    void write() throws IOException {
        model = TinyChatFolder.model(folder);
        data = folder.resolve("chats.jsonl");
        StringBuilder chats = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            chats.append(CHAT.formatted(i, i));
        }
        Files.writeString(data, chats);
    }

    @Test
    void learnsAndAStoppedTrainingGoesOnBitByBit() throws IOException {
        Path whole = folder.resolve("whole");
        Steps steps = new Steps(Integer.MAX_VALUE);
        Optional<Path> tuned = run(tuning(OptionalDouble.empty()), whole, steps, false);
        assertThat(tuned).contains(whole.resolve("model"));
        // 3 times 10 conversations, 4 a step; measured about once in 10, and at the end.
        assertThat(steps.losses).hasSize(8);
        assertThat(steps.losses.getLast()).isLessThan(steps.losses.getFirst());
        assertThat(steps.heldOut).isEqualTo(3);

        Path stopped = folder.resolve("stopped");
        assertThat(run(tuning(OptionalDouble.empty()), stopped, new Steps(4), false))
                .isEmpty();
        run(tuning(OptionalDouble.empty()), stopped, new Steps(Integer.MAX_VALUE), true);
        String weights = "model/model.safetensors";
        assertThat(stopped.resolve(weights)).hasSameBinaryContentAs(whole.resolve(weights));
        assertThat(stopped.resolve("model/tokenizer_config.json"))
                .hasSameBinaryContentAs(model.resolve("tokenizer_config.json"));
    }

    @Test
    void trainsWithSpikes() {
        Path out = folder.resolve("spiking");
        assertThat(run(tuning(OptionalDouble.of(3)), out, new Steps(Integer.MAX_VALUE), false))
                .isPresent();
        try (Checkpoint checkpoint = Checkpoint.open(out.resolve("model"))) {
            assertThat(checkpoint.config().vocabularySize()).isPositive();
        }
    }

    @Test
    void badRequestsLeaveNothing() throws IOException {
        Path out = folder.resolve("out");
        Files.writeString(data, "{}\n");
        assertFails(tuning(OptionalDouble.empty()), out, "chats.jsonl: line 1");
        model = TinyChatFolder.model(folder.resolve("plain"));
        Files.writeString(model.resolve("tokenizer_config.json"), "{}");
        assertFails(tuning(OptionalDouble.empty()), out, "has no chat template");
        model = TinyChatFolder.write(Fixtures.W8ASPIKE.copyTo(folder), TinyChatFolder.CHAT_ML);
        assertFails(tuning(OptionalDouble.empty()), out, "use the model before quantization");
        assertThat(out).doesNotExist();
    }

    @Test
    void anotherConfigurationIsNotResumed() {
        Path out = folder.resolve("out");
        run(tuning(OptionalDouble.empty()), out, new Steps(2), false);
        assertThatThrownBy(() -> run(tuning(OptionalDouble.of(2)), out, new Steps(2), true))
                .hasMessageContaining("belongs to another configuration");
        assertFails(tuning(OptionalDouble.empty()), out, "exists already");
    }

    private void assertFails(FineTuning tuning, Path out, String message) {
        assertThatThrownBy(() -> run(tuning, out, new Steps(1), false))
                .isInstanceOf(SpikingBrainException.class)
                .hasMessageContaining(message);
    }

    private FineTuning tuning(OptionalDouble k) {
        return new FineTuning(model, data, Optional.of(data), 3, 3e-3, OptionalInt.empty(), 4, k, 1);
    }

    private static Optional<Path> run(FineTuning tuning, Path out, Steps steps, boolean resume) {
        return new FineTuner(tuning, out, 1, steps, (_, _) -> {}).run(resume, false);
    }

    /** Counts, and stops after so many. */
    private static final class Steps implements TrainingListener {
        private final int most;
        private final List<Double> losses = new ArrayList<>();
        private int heldOut;

        Steps(int most) {
            this.most = most;
        }

        @Override
        public boolean step(TrainingProgress progress) {
            losses.add(progress.loss());
            heldOut += progress.heldOut().isPresent() ? 1 : 0;
            return losses.size() < most;
        }

        @Override
        public void note(String line) {}
    }
}
