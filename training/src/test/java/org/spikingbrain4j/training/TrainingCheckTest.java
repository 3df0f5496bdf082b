package org.spikingbrain4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikingbrain4j.operators.AttentionHeads;
import org.spikingbrain4j.operators.DataType;
import org.spikingbrain4j.testkit.CheckpointShape;
import org.spikingbrain4j.testkit.RandomCheckpoint;

/** Model, teacher, texts and stages that do not fit together are refused; most before anything is written. */
class TrainingCheckTest {
    private static final String STAGE = """
            "name": "base", "sequence_length": 64, "tokens": 128, "learning_rate": 1e-3""";

    private static final String SHORT = """
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

    @Test
    void tokensOfAnotherTokenizerAreRefused() {
        TinyTraining.tokens(training.path("valid"), TinyTraining.VOCABULARY, 5, 2);
        assertThatThrownBy(() -> training.train(training.config("", SHORT), false, false, ALL))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("valid: another tokenizer than the model's");
        assertThat(training.path("out")).doesNotExist();
    }

    @Test
    void dataThatDoesNotFitIsRefused() {
        training.tokens("train", 1000, 4, 3);
        assertThatThrownBy(() -> training.train(training.config("", SHORT), false, false, ALL))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("vocabulary of 1000 tokens, the model one of 48");
        training.tokens("train", TinyTraining.VOCABULARY, 1, 3);
        assertThatThrownBy(() -> training.train(training.config("", SHORT.replace("16", "64")), false, false, ALL))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("no sequence of 64");
    }

    @Test
    void aTokenizerThatIsNotThereIsMissed() {
        training.path("tokenizer/tokenizer.json").toFile().delete();
        assertThatThrownBy(() -> training.train(training.config("", SHORT), false, false, ALL))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("no tokenizer");
        assertThat(training.path("out")).doesNotExist();
    }

    @Test
    void aTeacherOfAnotherShapeIsRefused() {
        training.train(training.config("", SHORT), false, false, ALL);
        training.move("out", "wide");
        String distill = SHORT + ", \"objective\": \"distill\"";
        Path config = training.config("\"teacher\": \"wide/model\",", distill);
        Path deeper = training.edit(config, "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3");
        assertThatThrownBy(() -> training.train(deeper, false, false, ALL))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("a teacher needs layers")
                .hasMessageContaining("3, 16, 48; found 2, 16, 48");
    }

    @Test
    void aStageThatTrainsNothingIsRefused() {
        Path config = training.config("", SHORT + ", \"trained\": \"gk_proj\"");
        assertThatThrownBy(() -> training.train(config, false, false, ALL))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("no weight's name has gk_proj");
    }

    @Test
    void whatTheObjectiveDoesNotReachIsNotTrained() {
        assertThatThrownBy(() -> training.train(aligning("mlp"), false, false, ALL))
                .isInstanceOf(TrainingException.class)
                .hasMessage("stage base: trained: the objective reaches no weight with mlp in its name");
        training.train(aligning("layers\\\\.0\\\\.attn"), false, true, ALL);
        Path config = training.config("", SHORT + ", \"recompute\": true, \"trained\": \"attn\"");
        training.train(config, false, true, ALL);
    }

    /** Aligns a hybrid of random weights to random ones. */
    private Path aligning(String trained) {
        AttentionHeads heads = new AttentionHeads(2, 1, 8);
        RandomCheckpoint.of(
                        new CheckpointShape("gla_swa", 2, heads, 24, TinyTraining.VOCABULARY, 4, false),
                        DataType.F32,
                        3)
                .write(training.path("hybrid"));
        training.copyTokenizer("hybrid");
        RandomCheckpoint.of(
                        new CheckpointShape("qwen2", 2, heads, 24, TinyTraining.VOCABULARY, 0, true), DataType.F32, 4)
                .write(training.path("teacher"));
        return training.configFrom(
                "hybrid",
                "\"teacher\": \"teacher\",",
                SHORT + ", \"objective\": \"align\", \"trained\": \"%s\"".formatted(trained));
    }

    private void assertRefused(String more, String second, String message) {
        Path config = training.config(more, STAGE, second);
        assertThatThrownBy(() -> training.train(config, false, false, 1))
                .isInstanceOf(TrainingException.class)
                .hasMessage("%s: %s", config, message);
        assertThat(training.path("out")).doesNotExist();
    }
}
