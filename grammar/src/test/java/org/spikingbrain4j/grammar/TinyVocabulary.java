package org.spikingbrain4j.grammar;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Tokens as a tokenizer has them: every byte, some of several bytes that cut characters and values anywhere, one without text. */
final class TinyVocabulary {
    static final int END;
    static final TokenVocabulary TOKENS;

    private static final int FREE = 40;

    static {
        List<byte[]> bytes = new ArrayList<>();
        for (int value = 0; value < 256; value++) {
            bytes.add(new byte[] {(byte) value});
        }
        for (String text : List.of(
                "{\"",
                "\":",
                "\": \"",
                "\",",
                "\", \"",
                "\"}",
                "}}",
                "\"}}",
                "[]",
                "[[",
                "]]",
                "], [",
                "true",
                "fa",
                "lse",
                "null",
                "123",
                "-0",
                ".5",
                "e1",
                "E-",
                "00",
                "é",
                "日本",
                "\\u",
                "\\\"",
                "\\n",
                "d83d",
                "\\ude00",
                "a",
                "name",
                "<tool_call>",
                ", ",
                "  ",
                "\n")) {
            bytes.add(text.getBytes(StandardCharsets.UTF_8));
        }
        bytes.add(new byte[] {(byte) 0xF0, (byte) 0x9F});
        bytes.add(new byte[] {(byte) 0x98, (byte) 0x80, '"'});
        bytes.add(new byte[0]);
        END = bytes.size() - 1;
        TOKENS = new TokenVocabulary(bytes);
    }

    private TinyVocabulary() {}

    /** What a model with random logits writes. After some tokens it longs for the end, as texts here need one. */
    static byte[] write(Grammar grammar, Random random) {
        TokenConstraint constraint = TokenMasks.of(TOKENS, grammar).begin();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int count = 0; !constraint.mustEnd(); count++) {
            float[] logits = new float[END + 1];
            for (int token = 0; token < logits.length; token++) {
                logits[token] = (float) random.nextGaussian() + (count > FREE ? longing(token) : 0);
            }
            constraint.mask(logits, END);
            int token = best(logits);
            if (token == END) {
                break;
            }
            constraint.accept(token);
            text.writeBytes(TOKENS.bytes(token));
        }
        return text.toByteArray();
    }

    private static float longing(int token) {
        if (token == END) {
            return 500;
        }
        return switch (token) {
            case '"' -> 400;
            case '}' -> 300;
            case ']' -> 200;
            default -> token < 256 ? 100 : 0;
        };
    }

    private static int best(float[] logits) {
        int best = 0;
        for (int token = 1; token < logits.length; token++) {
            best = logits[token] > logits[best] ? token : best;
        }
        return best;
    }
}
