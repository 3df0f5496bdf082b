package org.spikingbrain4j.operators;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FileReasonTest {
    @Test
    void reasonsSayMoreThanThePath() {
        assertThat(FileReason.of(new AccessDeniedException("/m/model.safetensors")))
                .isEqualTo("permission denied");
        assertThat(FileReason.of(new NoSuchFileException("/m/x"))).isEqualTo("no such file or folder");
        assertThat(FileReason.of(new FileSystemException("/m/x", null, "Too many open files")))
                .isEqualTo("Too many open files");
        assertThat(FileReason.of(new IOException("Map failed\nfor some reason")))
                .isEqualTo("Map failed");
        assertThat(FileReason.of(new IOException())).isEqualTo("IOException");
    }
}
