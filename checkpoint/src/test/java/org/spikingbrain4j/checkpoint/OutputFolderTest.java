package org.spikingbrain4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFolderTest {
    @TempDir
    private Path folder;

    @Test
    void aModelThatCannotBeReplacedIsMovedBack() throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        Path target = Files.createDirectory(folder.resolve("target"));
        Files.writeString(target.resolve("config.json"), "old");
        try (OutputFolder output = OutputFolder.forModel(model, target, true)) {
            Files.delete(output.path());
            assertThatThrownBy(output::finish).isInstanceOf(CheckpointException.class);
        }
        assertThat(target.resolve("config.json")).hasContent("old");
        assertThat(folder).isDirectoryNotContaining(path -> path.toString().endsWith(".old"));
    }
}
