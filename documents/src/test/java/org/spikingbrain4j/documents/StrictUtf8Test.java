package org.spikingbrain4j.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StrictUtf8Test {
    @TempDir
    Path directory;

    @Property
    void keepsEveryText(@ForAll String any) {
        String text = new String(any.replace("\0", "").getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);

        assertThat(decode(("x" + text).getBytes(StandardCharsets.UTF_8))).isEqualTo("x" + text);
    }

    @Test
    void namesFileAndOffset() throws IOException {
        Path file = directory.resolve("latin1.txt");
        Files.write(file, new byte[] {'a', (byte) 0xC3, (byte) 0xA4, 'b', (byte) 0xE9, ' '});

        assertThatThrownBy(() -> StrictUtf8.read(file))
                .isInstanceOf(DocumentException.class)
                .hasMessageStartingWith(file + ": invalid UTF-8 at byte 4 (0xE9)");
    }

    @Test
    void anUnfinishedCharacterAtTheEndIsInvalid() {
        assertThatThrownBy(() -> decode(new byte[] {'a', (byte) 0xE2, (byte) 0x82}))
                .hasMessageStartingWith("standard input: ends in half a character");
    }

    @Test
    void aPromptMayBeEmpty() {
        assertThat(decode(new byte[0])).isEmpty();
    }

    private static String decode(byte[] bytes) {
        return StrictUtf8.read(new ByteArrayInputStream(bytes), "standard input");
    }

    @Test
    void saysWhyAFileCannotBeRead() {
        assertThatThrownBy(() -> StrictUtf8.read(directory)).hasMessageContaining("is a directory");
        assertThatThrownBy(() -> StrictUtf8.read(directory.resolve("none")))
                .hasMessageEndingWith("none: no such file or folder");
    }
}
