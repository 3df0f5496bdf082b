package org.spikingbrain4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.checkpoint.SafetensorsFile;
import org.spikingbrain4j.checkpoint.SafetensorsWriter;
import org.spikingbrain4j.checkpoint.Sha256;
import org.spikingbrain4j.corpus.CorpusException;
import org.spikingbrain4j.operators.HostTensor;
import org.spikingbrain4j.operators.SpikingBrainException;

/** What goes wrong in a training: clear errors, and what was there stays. */
class TrainerTest {
    private static final String STAGE = """
            "name": "base", "sequence_length": 16, "sequences": 2, "tokens": 320, "learning_rate": 1e-3""";
    private static final int ALL = Integer.MAX_VALUE;

    @TempDir
    private Path folder;

    private TinyTraining training;

    @BeforeEach
    void write() {
        training = TinyTraining.in(folder);
    }

    @Test
    void lossThatIsNoNumberStopsAndTheCheckpointsBeforeStay() {
        Path config = training.config("\"save_every\": 1,", STAGE.replace("1e-3", "1e30, \"warmup\": 0"));
        assertThatThrownBy(() -> training.train(config, false, false, ALL))
                .isInstanceOf(TrainingException.class)
                .hasMessageMatching("stage base, step \\d+: .*(loss|gradients).*NaN.*learning_rate.*");
        assertThat(training.path("out/model")).doesNotExist();
        try (var loaded = checkpoints(config).newest(note -> assertThat(note).isEmpty())) {
            assertThat(loaded.state().step()).isPositive();
        }
    }

    @Test
    void whatExistsIsReplacedOnlyWhereItMayBe() throws IOException {
        Path config = training.config("", STAGE);
        training.train(config, false, false, ALL);
        byte[] model = Files.readAllBytes(training.path("out/model/model.safetensors"));
        assertThatThrownBy(() -> training.train(config, false, false, ALL))
                .isInstanceOf(SpikingBrainException.class)
                .hasMessageContaining("out: exists already")
                .hasMessageContaining("--force");
        assertThat(training.path("out/model/model.safetensors")).hasBinaryContent(model);
        training.train(config, false, true, 1);
        assertThat(training.path("out/model")).doesNotExist();
    }

    @Test
    void twoTrainingsDoNotRunInOneFolder() {
        Path config = training.config("\"save_every\": 1,", STAGE);
        training.train(config, false, false, 1);
        try (FolderLock _ = FolderLock.take(training.path("out"))) {
            assertThatThrownBy(() -> training.train(config, true, false, ALL))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageContaining("another training runs in this folder");
            assertThatThrownBy(() -> training.train(config, false, true, ALL))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageContaining("another training runs in this folder");
        }
        assertThat(training.path("out/checkpoints")).isNotEmptyDirectory();
    }

    @Test
    void aTrainingIsNotReplacedByOneThatHasNoData() {
        Path config = training.config("", STAGE);
        training.train(config, false, false, ALL);
        Path broken = training.edit(config, "\"train\": \"train\"", "\"train\": \"none\"");
        assertThatThrownBy(() -> training.train(broken, false, true, ALL))
                .isInstanceOf(CorpusException.class)
                .hasMessageContaining("none: no folder of tokens");
        assertThat(training.path("out/model/model.safetensors")).exists();
    }

    @Test
    void theCheckpointBeforeADamagedOneIsUsed() throws IOException {
        Path config = training.config("\"save_every\": 2,", STAGE);
        training.train(config, false, false, 7);
        Path newest = training.path("out/checkpoints/00-000000007/model.safetensors");
        damage(newest);
        assertThat(training.train(config, true, false, 1))
                .anySatisfy(note -> assertThat(note).contains("00-000000007: damaged", "model.safetensors"))
                .anySatisfy(note -> assertThat(note).contains("resuming stage base at step 6"));
    }

    /** Checkpoints from before weights counted their steps: without experts they go on to the same bits. */
    @Test
    void aCheckpointWithoutCountsOfStepsGoesOnBitByBit() throws IOException {
        Path config = training.config("\"save_every\": 4,", STAGE);
        training.train(config, false, false, 4);
        Path optimizer = training.path("out/checkpoints/00-000000004/optimizer.safetensors");
        withoutSteps(optimizer);
        training.train(config, true, false, ALL);
        byte[] resumed = Files.readAllBytes(training.path("out/model/model.safetensors"));
        training.train(config, false, true, ALL);
        assertThat(training.path("out/model/model.safetensors")).hasBinaryContent(resumed);
    }

    private static void withoutSteps(Path optimizer) throws IOException {
        String before = Sha256.of(optimizer);
        List<HostTensor> kept;
        try (SafetensorsFile file = SafetensorsFile.open(optimizer)) {
            assertThat(file.tensorNames()).anyMatch(name -> name.endsWith(".steps"));
            kept = file.tensorNames().stream()
                    .filter(name -> !name.endsWith(".steps"))
                    .map(name -> HostTensor.of(
                            name, file.tensor(name).shape(), file.tensor(name).toFloats()))
                    .toList();
        }
        Files.delete(optimizer);
        SafetensorsWriter.write(optimizer, kept, Map.of());
        Path state = optimizer.resolveSibling("state.json");
        CheckpointState found = CheckpointState.of(Files.readString(state)).orElseThrow();
        Map<String, String> digests = new HashMap<>(found.files());
        assertThat(digests.put("optimizer.safetensors", Sha256.of(optimizer))).isEqualTo(before);
        Files.writeString(state, new CheckpointState(found.state(), found.origin(), digests).json());
    }

    @Test
    void withoutASoundCheckpointNothingIsResumed() throws IOException {
        Path config = training.config("\"save_every\": 2,", STAGE);
        training.train(config, false, false, 4);
        damage(training.path("out/checkpoints/00-000000002/optimizer.safetensors"));
        Files.delete(training.path("out/checkpoints/00-000000004/state.json"));
        assertThatThrownBy(() -> training.train(config, true, false, ALL))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("none of the checkpoints is sound");
    }

    @Test
    void whatWasNeverBegunIsNotResumed() {
        Path config = training.config("", STAGE);
        assertThatThrownBy(() -> training.train(config, true, false, ALL))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("checkpoints: no checkpoint to resume from; begin without --resume");
        assertThat(training.path("out")).doesNotExist();
    }

    @Test
    void anotherConfigurationIsNotResumed() {
        training.train(training.config("", STAGE), false, false, 3);
        Path other = training.config("\"seed\": 5,", STAGE);
        assertThatThrownBy(() -> training.train(other, true, false, ALL))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("belongs to another configuration");
    }

    @Test
    void anotherTextIsNotResumed() {
        Path config = training.config("", STAGE);
        training.train(config, false, false, 3);
        training.tokens("train", TinyTraining.VOCABULARY, 40, 9);
        assertThatThrownBy(() -> training.train(config, true, false, ALL))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("belongs to another text to learn from");
    }

    @Test
    void aStateThatWasChangedIsDamaged() throws IOException {
        Path config = training.config("\"save_every\": 2,", STAGE);
        training.train(config, false, false, 4);
        Path state = training.path("out/checkpoints/00-000000004/state.json");
        Files.writeString(state, Files.readString(state).replace("\"step\" : 4", "\"step\" : 3"));
        assertThat(training.train(config, true, false, 1))
                .anySatisfy(note -> assertThat(note).contains("00-000000004: damaged: state.json"))
                .anySatisfy(note -> assertThat(note).contains("resuming stage base at step 2"));
    }

    @Test
    void whatATrainingReadsIsNotReplacedByIt() {
        training.train(training.config("", STAGE), false, false, ALL);
        for (String from : new String[] {"out/model", "out/checkpoints/00-000000010"}) {
            Path inside = training.configFrom(from, "", STAGE);
            assertThatThrownBy(() -> training.train(inside, false, true, ALL))
                    .isInstanceOf(SpikingBrainException.class)
                    .hasMessageContaining("out: is or holds")
                    .hasMessageContaining("which is read");
        }
        assertThat(training.path("out/model/model.safetensors")).exists();
    }

    @Test
    void aCheckpointIsAModelToBeginFrom() {
        training.train(training.config("", STAGE), false, false, 3);
        training.move("out", "first");
        Path config = training.configFrom("first/checkpoints/00-000000003", "", STAGE);
        training.train(config, false, false, ALL);
        assertThat(training.path("out/model/model.safetensors")).exists();
    }

    @Test
    void aTrainingThatDoesNotFitReplacesNothing() {
        training.train(training.config("", STAGE), false, false, ALL);
        Path nothing = training.config("", STAGE + ", \"trained\": \"gk_proj\"");
        assertThatThrownBy(() -> training.train(nothing, false, true, ALL)).isInstanceOf(TrainingException.class);
        training.tokens("train", 1000, 4, 3);
        assertThatThrownBy(() -> training.train(training.config("", STAGE), false, true, ALL))
                .isInstanceOf(TrainingException.class);
        assertThat(training.path("out/model/model.safetensors")).exists();
    }

    @Test
    void aCheckpointThatCannotBeWrittenSaysSoAndTheOneBeforeStays() {
        Path config = training.config("", STAGE);
        training.train(config, false, false, 3);
        Path before = training.path("out/checkpoints/00-000000003");
        Trainer trainer = training.trainer(config, new TrainingListener() {
            @Override
            public boolean step(TrainingProgress progress) {
                // As root ignores permissions, a file stands where the checkpoints' folder was.
                training.move("out/checkpoints", "kept");
                training.file("out/checkpoints", "");
                return false;
            }

            @Override
            public void note(String line) {}
        });
        assertThatThrownBy(() -> trainer.run(true, false))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("cannot be written")
                .hasMessageContaining("--resume");
        training.path("out/checkpoints").toFile().delete();
        training.move("kept", "out/checkpoints");
        assertThat(before).isDirectory();
        training.train(config, true, false, ALL);
    }

    @Test
    void whatAKilledWriteLeftIsRemoved() throws IOException {
        Path config = training.config("", STAGE);
        training.train(config, false, false, 3);
        training.file("out/checkpoints/.00-000000009.abc.tmp/model.safetensors", "half");
        training.train(config, true, false, 1);
        try (Stream<Path> left = Files.list(training.path("out/checkpoints"))) {
            assertThat(left.map(path -> path.getFileName().toString())).noneMatch(name -> name.endsWith(".tmp"));
        }
    }

    private Checkpoints checkpoints(Path file) {
        TrainingConfig config = TrainingConfig.read(file);
        Path start = training.path("out/start");
        try (StoredTexts texts = StoredTexts.open(config.train(), config.valid())) {
            return new Checkpoints(
                    training.path("out/checkpoints"), new TrainingCheck(config, texts).origin(start), start);
        }
    }

    private static void damage(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        content[content.length - 3] ^= 4;
        Files.write(file, content);
    }
}
