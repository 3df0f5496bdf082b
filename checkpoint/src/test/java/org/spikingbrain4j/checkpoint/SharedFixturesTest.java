package org.spikingbrain4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spikingbrain4j.operators.AttentionHeads;

/** Files that official libraries wrote, where they lie beside the project. */
class SharedFixturesTest {

    @ParameterizedTest
    @CsvSource({
        "tiny-gla-swa-bf16, tiny-gla-swa-bf16-torch, 'PyTorch, 2 shards'",
        "tiny-gla-swa-f32, tiny-gla-swa-f32-sharded, 'safetensors, 2 shards'",
    })
    void everyFormatGivesTheSameTensors(String single, String other, String format) {
        try (Checkpoint expected = Checkpoint.open(present("fixtures/" + single));
                Checkpoint found = Checkpoint.open(present("fixtures/" + other))) {
            assertThat(expected.format()).isEqualTo("safetensors, 1 file");
            assertThat(found.format()).isEqualTo(format);
            assertThat(found.tensorNames()).isEqualTo(expected.tensorNames()).hasSizeGreaterThan(50);
            for (String name : expected.tensorNames()) {
                assertThat(found.tensor(name).dataType())
                        .isEqualTo(expected.tensor(name).dataType());
                assertThat(found.tensor(name).shape())
                        .isEqualTo(expected.tensor(name).shape());
                assertThat(found.tensor(name)
                                .data()
                                .mismatch(expected.tensor(name).data()))
                        .as(name)
                        .isEqualTo(-1);
            }
            assertThat(found.fingerprint()).isEqualTo(expected.fingerprint());
        }
    }

    @Test
    void readsThePublishedConfigs() {
        try (Checkpoint checkpoint = Checkpoint.open(present("models/stories260K"))) {
            TransformerConfig config = (TransformerConfig) checkpoint.config();
            assertThat(config.heads()).isEqualTo(new AttentionHeads(8, 4, 8));
            assertThat(config.tiedEmbeddings()).isTrue();
            assertThat(checkpoint.contains("model.embed_tokens.weight")).isTrue();
        }
        try (Checkpoint checkpoint = Checkpoint.open(present("fixtures/tiny-w8aspike"))) {
            assertThat(((GlaSwaConfig) checkpoint.config()).windowLayers()).containsExactly(1);
        }
    }

    @Test
    void readsTestVectors() {
        try (SafetensorsFile file = SafetensorsFile.open(present("fixtures/gla-kernel/vectors.safetensors"))) {
            assertThat(file.tensorNames()).isNotEmpty();
        }
    }

    private static Path present(String name) {
        Path path = Samples.shared(name);
        assumeThat(Files.exists(path)).as("%s is absent", name).isTrue();
        return path;
    }
}
