package org.spikingbrain4j.tokenizer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tokenizers of a few hundred tokens, one of each kind. Byte-level: 256 bytes in the order of their values, the merges
 * {@code he ll hell ĠH}, {@code <|end|>} (special) and {@code <tool>} (not special). With byte fallback: the pieces of
 * {@code ▁ h e l o} and 256 bytes, a leading space added and taken away, {@code <s>} before each text.
 */
final class TinyTokenizers {
    static final int END = 260;
    static final int TOOL = 261;
    static final int FIRST_FALLBACK_BYTE = 3;
    private static final List<String> MERGES = List.of("h e", "l l", "he ll", "Ġ H");

    private TinyTokenizers() {}

    /** The GPT-2 alphabet, by byte. */
    static List<String> alphabet() {
        List<String> alphabet = new ArrayList<>();
        int next = 256;
        for (int value = 0; value < 256; value++) {
            boolean itself = value >= '!' && value <= '~' || value >= 0xA1 && value <= 0xAC || value >= 0xAE;
            alphabet.add(Character.toString(itself ? value : next++));
        }
        return alphabet;
    }

    private static Map<String, Object> byteLevelVocabulary() {
        Map<String, Object> vocabulary = new LinkedHashMap<>();
        alphabet().forEach(piece -> vocabulary.put(piece, vocabulary.size()));
        MERGES.forEach(merge -> vocabulary.put(merge.replace(" ", ""), vocabulary.size()));
        return vocabulary;
    }

    private static Map<String, Object> added(int id, String content, boolean special) {
        Map<String, Object> token = new LinkedHashMap<>();
        token.put("id", id);
        token.put("content", content);
        for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized")) {
            token.put(flag, false);
        }
        token.put("special", special);
        return token;
    }

    /** The older layout, as Qwen2 has it. */
    static Path qwen2Files(Path directory) {
        write(directory.resolve("vocab.json"), PythonJson.write(byteLevelVocabulary()));
        write(directory.resolve("merges.txt"), "#version: 0.2\n" + String.join("\n", MERGES) + "\n");
        write(directory.resolve("added_tokens.json"), "{\"<|end|>\": 260, \"<tool>\": 261, \"<far>\": 300}");
        write(directory.resolve("tokenizer_config.json"), """
                {"tokenizer_class": "Qwen2Tokenizer", "eos_token": "<|end|>", "bos_token": null,
                 "added_tokens_decoder": {"261": {"content": "<tool>", "special": false}},
                 "chat_template": [{"name": "rag", "template": "no"}, {"name": "default",
                   "template": "{% for m in messages %}{{ m.role }}: {{ m.content }}<|end|>{% endfor %}"}]}
                """);
        return directory;
    }

    /** The same tokenizer in one file; it asks for truncation and padding, which must not happen. */
    static Path byteLevelJson(Path directory) {
        Map<String, Object> byteLevel =
                Map.of("type", "ByteLevel", "add_prefix_space", false, "trim_offsets", false, "use_regex", true);
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("type", "BPE");
        model.put("vocab", byteLevelVocabulary());
        model.put("merges", MERGES);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", "1.0");
        json.put("truncation", Map.of("direction", "Right", "max_length", 4, "strategy", "LongestFirst", "stride", 0));
        json.put(
                "padding",
                Map.of(
                        "strategy",
                        Map.of("Fixed", 4),
                        "direction",
                        "Right",
                        "pad_id",
                        0,
                        "pad_type_id",
                        0,
                        "pad_token",
                        "!"));
        json.put("added_tokens", List.of(added(END, "<|end|>", true), added(TOOL, "<tool>", false)));
        json.put("normalizer", Map.of("type", "NFC"));
        json.put("pre_tokenizer", byteLevel);
        json.put("post_processor", null);
        json.put("decoder", byteLevel);
        json.put("model", model);
        write(directory.resolve("tokenizer.json"), PythonJson.write(json));
        return directory;
    }

    static Path byteFallbackJson(Path directory) {
        Map<String, Object> vocabulary = new LinkedHashMap<>();
        List.of("<unk>", "<s>", "</s>").forEach(piece -> vocabulary.put(piece, vocabulary.size()));
        for (int value = 0; value < 256; value++) {
            vocabulary.put("<0x%02X>".formatted(value), vocabulary.size());
        }
        List.of("▁", "h", "e", "l", "o", "he", "ll", "▁he").forEach(piece -> vocabulary.put(piece, vocabulary.size()));
        write(directory.resolve("tokenizer.json"), """
                {"version": "1.0", "truncation": null, "padding": null,
                 "added_tokens": [%s, %s, %s],
                 "normalizer": {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"},
                   {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]},
                 "pre_tokenizer": null,
                 "post_processor": {"type": "TemplateProcessing",
                   "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
                   "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
                   "special_tokens": {"<s>": {"id": "<s>", "ids": [1], "tokens": ["<s>"]}}},
                 "decoder": {"type": "Sequence", "decoders": [
                   {"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "ByteFallback"},
                   {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 0}]},
                 "model": {"type": "BPE", "unk_token": "<unk>", "fuse_unk": true, "byte_fallback": true,
                   "vocab": %s, "merges": ["h e", "l l", "▁ he"]}}
                """.formatted(
                        PythonJson.write(added(0, "<unk>", true)),
                        PythonJson.write(added(1, "<s>", true)),
                        PythonJson.write(added(2, "</s>", true)),
                        PythonJson.write(vocabulary)));
        return directory;
    }

    static void write(Path file, String text) {
        try {
            Files.writeString(file, text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
