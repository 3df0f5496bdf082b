package org.spikingbrain4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class QuoteTest {

    @Test
    void reasonsSayMoreThanThePath() {
        assertThat(Quote.reason(new AccessDeniedException("/m/model.safetensors")))
                .isEqualTo("permission denied");
        assertThat(Quote.reason(new NoSuchFileException("/m/x"))).isEqualTo("no such file or folder");
        assertThat(Quote.reason(new FileSystemException("/m/x", null, "Too many open files")))
                .isEqualTo("Too many open files");
        assertThat(Quote.reason(new IOException("Map failed\nfor some reason"))).isEqualTo("Map failed");
        assertThat(Quote.reason(new IOException())).isEqualTo("IOException");
    }

    @Test
    void longTextsAreCutAndStayOnOneLine() {
        assertThat(Quote.of("a\nb\u2028c")).isEqualTo("\"a\\u000ab\\u2028c\"");
        assertThat(Quote.of("x".repeat(120))).doesNotContain("…");
        assertThat(Quote.of("x".repeat(121))).endsWith("x…\"").hasSize(123);
        assertThat(Quote.of("🙂".repeat(120))).doesNotContain("…");
    }
}
