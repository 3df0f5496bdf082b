package org.spikingbrain4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class QwenLongTextTest {
    private static final int CHARACTERS = 5_000_000;

    @Test
    void megabytesAreNeitherCutNorChanged() {
        StringBuilder text = new StringBuilder(CHARACTERS);
        long seed = 7;
        Random random = new Random(seed);
        while (text.length() < CHARACTERS) {
            text.append((char) ('a' + random.nextInt(26)));
            if (random.nextInt(5) == 0) {
                text.append(random.nextInt(20) == 0 ? '\n' : ' ');
            }
        }
        try (Tokenizer tokenizer = Tokenizer.open(SharedModels.directory("qwen2.5-tokenizer"))) {
            long start = System.nanoTime();
            int[] ids = tokenizer.encode(text.toString());
            long encoded = System.nanoTime();
            String decoded = tokenizer.decode(ids, false);
            long end = System.nanoTime();
            System.out.printf(
                    "5 MB: %d tokens, encode %d ms, decode %d ms%n",
                    ids.length, (encoded - start) / 1_000_000, (end - encoded) / 1_000_000);
            assertThat(decoded.contentEquals(text)).as("seed %d", seed).isTrue();
        }
    }
}
