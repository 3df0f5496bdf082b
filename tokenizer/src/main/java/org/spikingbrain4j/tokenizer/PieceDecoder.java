package org.spikingbrain4j.tokenizer;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * From the pieces of a vocabulary back to the bytes of the text: the {@code decoder} of a {@code tokenizer.json}. Works
 * on one piece alone, so that text can be decoded while it is generated.
 *
 * @param form how a piece spells bytes
 * @param replacements literal replacements in the piece, in order, before its bytes are taken
 * @param leading characters to drop from the very beginning of a text
 */
record PieceDecoder(Form form, List<Replacement> replacements, Leading leading) {
    private static final byte[] BYTE_OF_CHARACTER = byteLevelAlphabet();
    private static final int ALPHABET_SIZE = 256 + 68; // the 68 unprintable bytes stand behind Latin-1

    /** BYTE_LEVEL: one character of the GPT-2 alphabet per byte. BYTE_FALLBACK: text, or one byte as {@code <0xE4>}. */
    enum Form {
        BYTE_LEVEL,
        BYTE_FALLBACK,
        PLAIN
    }

    /** Replaces every {@code from} by {@code to}. */
    record Replacement(String from, String to) {}

    /** Drops up to {@code count} leading characters equal to {@code character}. */
    record Leading(char character, int count) {
        static final Leading NONE = new Leading(' ', 0);
    }

    static PieceDecoder byteLevel() {
        return new PieceDecoder(Form.BYTE_LEVEL, List.of(), Leading.NONE);
    }

    /**
     * @param decoder the {@code decoder} object of a {@code tokenizer.json}
     * @throws TokenizerException if it holds a step that cannot be done piece by piece
     */
    static PieceDecoder of(Map<String, Object> decoder, Path file) {
        List<?> steps =
                "Sequence".equals(decoder.get("type")) ? Json.asList(decoder.get("decoders")) : List.of(decoder);
        Form form = Form.PLAIN;
        List<Replacement> replacements = new ArrayList<>();
        Leading leading = Leading.NONE;
        boolean fused = false;
        for (Object element : steps) {
            Map<String, Object> step = Json.asObject(element);
            switch (String.valueOf(step.get("type"))) {
                case "ByteLevel" -> form = Form.BYTE_LEVEL;
                case "ByteFallback" -> form = Form.BYTE_FALLBACK;
                case "Fuse" -> fused = true;
                case "Replace" -> replacements.add(replacement(step, file));
                case "Strip" -> leading = leading(step, fused, file);
                default -> throw unsupported(step, file);
            }
        }
        return new PieceDecoder(form, List.copyOf(replacements), leading);
    }

    private static Replacement replacement(Map<String, Object> step, Path file) {
        if (Json.asObject(step.get("pattern")).get("String") instanceof String from
                && !from.isEmpty()
                && step.get("content") instanceof String to) {
            return new Replacement(from, to);
        }
        throw unsupported(step, file);
    }

    private static Leading leading(Map<String, Object> step, boolean fused, Path file) {
        if (fused
                && step.get("content") instanceof String content
                && content.length() == 1
                && step.get("start") instanceof Integer start
                && start >= 0
                && Integer.valueOf(0).equals(step.get("stop"))) {
            return new Leading(content.charAt(0), start);
        }
        throw unsupported(step, file);
    }

    private static TokenizerException unsupported(Map<String, Object> step, Path file) {
        return new TokenizerException(file + ": decoder: expected ByteLevel, or a Sequence of Replace (of a string),"
                + " ByteFallback, Fuse and Strip (of leading characters), found "
                + TokenizerException.shown(step));
    }

    /** The bytes that a piece adds to the text. */
    byte[] bytes(String piece) {
        String text = piece;
        for (Replacement replacement : replacements) {
            text = text.replace(replacement.from(), replacement.to());
        }
        return switch (form) {
            case BYTE_LEVEL -> byteLevelBytes(text);
            case BYTE_FALLBACK -> fallbackBytes(text);
            case PLAIN -> text.getBytes(StandardCharsets.UTF_8);
        };
    }

    private static byte[] byteLevelBytes(String text) {
        byte[] bytes = new byte[text.length()];
        for (int i = 0; i < bytes.length; i++) {
            char character = text.charAt(i);
            boolean known = character < ALPHABET_SIZE && (BYTE_OF_CHARACTER[character] != 0 || character == 256);
            if (!known) {
                // An added token in plain text, for example one with a space in it.
                return text.getBytes(StandardCharsets.UTF_8);
            }
            bytes[i] = BYTE_OF_CHARACTER[character];
        }
        return bytes;
    }

    private static byte[] fallbackBytes(String text) {
        boolean oneByte = text.length() == 6
                && text.startsWith("<0x")
                && text.endsWith(">")
                && HexFormat.isHexDigit(text.charAt(3))
                && HexFormat.isHexDigit(text.charAt(4));
        return oneByte
                ? new byte[] {(byte) HexFormat.fromHexDigits(text, 3, 5)}
                : text.getBytes(StandardCharsets.UTF_8);
    }

    /** The GPT-2 alphabet: printable Latin-1 bytes stand for themselves, the others for the characters from 256 on. */
    static String alphabet() {
        StringBuilder alphabet = new StringBuilder(256);
        char next = 256;
        for (char value = 0; value < 256; value++) {
            boolean printable = (value > ' ' && value < 127) || (value > 160 && value != 173);
            alphabet.append(printable ? value : next++);
        }
        return alphabet.toString();
    }

    private static byte[] byteLevelAlphabet() {
        byte[] bytes = new byte[ALPHABET_SIZE];
        String alphabet = alphabet();
        for (int value = 0; value < 256; value++) {
            bytes[alphabet.charAt(value)] = (byte) value;
        }
        return bytes;
    }
}
