package org.spikingbrain4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stages that the model cannot have are refused before anything is written. */
class TrainingCheckTest {
    private static final String STAGE = """
            "name": "base", "sequence_length": 64, "tokens": 128, "learning_rate": 1e-3""";

    @TempDir
    private Path folder;

    private TinyTraining training;

    @BeforeEach
    void write() {
        training = TinyTraining.in(folder);
    }

    @Test
    void aSequenceHasNoMoreTokensThanTheModelPositions() {
        assertRefused(
                "",
                STAGE.replace("64", "65"),
                "stages[1]: field sequence_length: expected at most 64, the positions (max_position_embeddings) of the model and, where it has one, its teacher, found 65");
        training.train(training.config("", STAGE), false, false, 1);
        assertThat(training.path("out/checkpoints")).isNotEmptyDirectory();
    }

    @Test
    void aTransformerHasNothingToAlign() {
        TinyTraining base = TinyTraining.in(folder.resolve("base"));
        base.train(base.config("", STAGE), false, false, Integer.MAX_VALUE);
        assertRefused(
                "\"teacher\": \"base/out/model\",",
                STAGE + ", \"objective\": \"align\"",
                "stages[1]: field objective: the model has no linear attention to align; leave the stage out, or convert the model first");
    }

    private void assertRefused(String more, String second, String message) {
        Path config = training.config(more, STAGE, second);
        assertThatThrownBy(() -> training.train(config, false, false, 1))
                .isInstanceOf(TrainingException.class)
                .hasMessage("%s: %s", config, message);
        assertThat(training.path("out")).doesNotExist();
    }
}
