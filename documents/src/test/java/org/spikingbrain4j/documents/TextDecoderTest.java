package org.spikingbrain4j.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TextDecoderTest {
    @Property(tries = 200)
    void piecesOfAnyInputAreTheWhole(
            @ForAll String any, @ForAll long seed, @ForAll @IntRange(min = 0, max = 3) int shift) throws IOException {
        String sound = new String(any.replace("\0", "").getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        String text = "x".repeat(TextDecoder.PIECE - shift) + "😀é€" + sound + "😀".repeat(TextDecoder.PIECE);
        for (Charset charset : new Charset[] {StandardCharsets.UTF_8, StandardCharsets.UTF_16LE}) {
            TextDecoder decoder = new TextDecoder(Texts.trickling(text.getBytes(charset), seed), charset, "text");
            StringBuilder read = new StringBuilder();
            for (String piece = decoder.next(); !piece.isEmpty(); piece = decoder.next()) {
                assertThat(Character.isHighSurrogate(piece.charAt(piece.length() - 1)))
                        .isFalse();
                assertThat(piece.length()).isLessThanOrEqualTo(TextDecoder.PIECE);
                read.append(piece);
            }
            assertThat(read.toString()).isEqualTo(text);
        }
    }

    @Property(tries = 50)
    void theInvalidByteIsNamedWhereverItIs(@ForAll @IntRange(min = 0, max = 200_000) int at, @ForAll long seed) {
        byte[] bytes = "é".repeat(at / 2 + 10).getBytes(StandardCharsets.UTF_8);
        int even = at / 2 * 2;
        bytes[even] = (byte) 0xFF;
        assertThatThrownBy(() -> all(bytes, seed)).hasMessageContaining("invalid UTF-8 at byte %d (0xFF)", even);
        bytes[even] = 0;
        bytes[even + 1] = 0;
        assertThatThrownBy(() -> all(bytes, seed))
                .hasMessageContaining("zero byte at byte %d; expected text, found binary", even);
    }

    @Test
    void aTextThatEndsInHalfACharacterSaysSo() {
        byte[] bytes = "12345😀".getBytes(StandardCharsets.UTF_8);
        for (int kept = 6; kept <= 8; kept++) {
            byte[] cut = Arrays.copyOf(bytes, kept);
            int half = kept - 5;
            assertThatThrownBy(() -> all(cut, 1))
                    .isInstanceOf(DocumentException.class)
                    .hasMessageContaining("text: ends in half a character: the %d bytes from byte 5 on", half)
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void aByteOrderMarkIsNoText() throws IOException {
        assertThat(all("\uFEFFtext\uFEFF".getBytes(StandardCharsets.UTF_8), 1)).isEqualTo("text\uFEFF");
        assertThat(all("\uFEFF".getBytes(StandardCharsets.UTF_8), 1)).isEmpty();
    }

    private static String all(byte[] bytes, long seed) throws IOException {
        TextDecoder decoder = new TextDecoder(Texts.trickling(bytes, seed), StandardCharsets.UTF_8, "text");
        StringBuilder read = new StringBuilder();
        for (String piece = decoder.next(); !piece.isEmpty(); piece = decoder.next()) {
            read.append(piece);
        }
        return read.toString();
    }
}
