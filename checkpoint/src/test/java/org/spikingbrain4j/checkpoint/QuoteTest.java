package org.spikingbrain4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuoteTest {
    @Test
    void longTextsAreCutAndStayOnOneLine() {
        assertThat(Quote.of("a\nb\u2028c")).isEqualTo("\"a\\u000ab\\u2028c\"");
        assertThat(Quote.of("x".repeat(120))).doesNotContain("…");
        assertThat(Quote.of("x".repeat(121))).endsWith("x…\"").hasSize(123);
        assertThat(Quote.of("🙂".repeat(120))).doesNotContain("…");
    }
}
