package org.spikingbrain4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class StreamingDecoderTest {
    private static Path directory;
    private static Tokenizer byteLevel;
    private static Tokenizer byteFallback;
    private static long referenceByteLevel;
    private static long referenceByteFallback;

    @BeforeContainer
    static void open() throws IOException {
        directory = Files.createTempDirectory("tokenizer");
        byteLevel = Tokenizer.open(TinyTokenizers.byteLevelJson(directory));
        referenceByteLevel = reference();
        byteFallback = Tokenizer.open(TinyTokenizers.byteFallbackJson(directory));
        referenceByteFallback = reference();
    }

    private static long reference() throws IOException {
        return TokenizersLibrary.LIB.createTokenizerFromString(Files.readString(directory.resolve("tokenizer.json")));
    }

    @AfterContainer
    static void close() throws IOException {
        byteLevel.close();
        byteFallback.close();
        TokenizersLibrary.LIB.deleteTokenizer(referenceByteLevel);
        TokenizersLibrary.LIB.deleteTokenizer(referenceByteFallback);
        Files.delete(directory.resolve("tokenizer.json"));
        Files.delete(directory);
    }

    @Property(tries = 500)
    void byteLevelTextComesBack(@ForAll String text) {
        String known = new String(text.getBytes(StandardCharsets.UTF_16), StandardCharsets.UTF_16); // mends surrogates
        int[] ids = byteLevel.encode(known);
        assertThat(byteLevel.decode(ids, false)).isEqualTo(Normalizer.normalize(known, Normalizer.Form.NFC));
        assertThat(streamed(byteLevel, ids, false)).isEqualTo(byteLevel.decode(ids, false));
    }

    @Property(tries = 500)
    void byteFallbackTextComesBack(@ForAll String text) {
        String known = new String(text.getBytes(StandardCharsets.UTF_16), StandardCharsets.UTF_16).replace("▁", "");
        int[] ids = byteFallback.encode(known, true);
        assertThat(byteFallback.decode(ids, true)).isEqualTo(known);
        assertThat(byteFallback.decode(ids, true))
                .isEqualTo(TokenizersLibrary.LIB.decode(referenceByteFallback, longs(ids), true));
    }

    /** Any bytes: also those that form no character must give what the Hugging Face library gives. */
    @Property(tries = 2000)
    void anyTokensDecodeAsInTheLibrary(
            @ForAll @Size(max = 40) List<@IntRange(max = 300) Integer> tokens, @ForAll boolean skipSpecial) {
        int[] ids = tokens.stream().mapToInt(token -> token).toArray();
        String expected = TokenizersLibrary.LIB.decode(referenceByteLevel, longs(ids), skipSpecial);
        assertThat(byteLevel.decode(ids, skipSpecial)).isEqualTo(expected);
        assertThat(streamed(byteLevel, ids, skipSpecial)).isEqualTo(expected);
    }

    /** UTF-8 with lead and continuation bytes only, where every mistake in holding back shows. */
    @Property(tries = 2000)
    void brokenUtf8NeverStalls(@ForAll @Size(max = 40) List<@IntRange(min = 0x80, max = 0xFF) Integer> bytes) {
        int[] ids = bytes.stream()
                .mapToInt(b -> b + TinyTokenizers.FIRST_FALLBACK_BYTE)
                .toArray();
        long[] inByteLevel = bytes.stream().mapToLong(b -> b).toArray();
        assertThat(streamed(byteFallback, ids, false))
                .isEqualTo(TokenizersLibrary.LIB.decode(referenceByteLevel, inByteLevel, false));
        StreamingDecoder decoder = byteFallback.streamingDecoder(false);
        int silent = 0;
        for (int id : ids) {
            silent = decoder.accept(id).isEmpty() ? silent + 1 : 0;
            assertThat(silent).isLessThanOrEqualTo(3);
        }
    }

    private static String streamed(Tokenizer tokenizer, int[] ids, boolean skipSpecial) {
        StreamingDecoder decoder = tokenizer.streamingDecoder(skipSpecial);
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            String part = decoder.accept(id);
            assertThat(part.isEmpty() || !Character.isHighSurrogate(part.charAt(part.length() - 1)))
                    .as("half a character")
                    .isTrue();
            text.append(part);
        }
        return text.append(decoder.finish()).toString();
    }

    private static long[] longs(int[] ids) {
        return Arrays.stream(ids).asLongStream().toArray();
    }
}
