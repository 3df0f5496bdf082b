package org.spikingbrain4j.tokenizer;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The files of a Qwen2 tokenizer from before {@code tokenizer.json}: {@code vocab.json}, {@code merges.txt},
 * {@code added_tokens.json} and {@code tokenizer_config.json}. Writes the definition they stand for.
 */
final class Qwen2Files {
    private Qwen2Files() {}

    static TokenizerDefinition read(Path directory, TokenizerConfig config) {
        String tokenizerClass = config.tokenizerClass();
        if (!tokenizerClass.equals("Qwen2Tokenizer") && !tokenizerClass.equals("Qwen2TokenizerFast")) {
            throw new TokenizerException(directory.resolve("tokenizer_config.json")
                    + ": tokenizer_class: expected Qwen2Tokenizer, found '" + TokenizerException.shown(tokenizerClass)
                    + "'; other tokenizers need a tokenizer.json, which transformers' save_pretrained writes");
        }
        Path vocabularyFile = directory.resolve("vocab.json");
        Map<String, Integer> vocabulary =
                Json.read(vocabularyFile, Json.text(vocabularyFile), TokenizerDefinition::pieces);
        if (vocabulary.isEmpty()) {
            throw new TokenizerException(vocabularyFile + ": no pieces found");
        }
        List<AddedToken> added = addedTokens(directory, config);
        // An added token keeps the id it was given only if the model's vocabulary knows it, too.
        for (AddedToken token : added) {
            vocabulary.put(token.content(), token.id());
        }
        String json = definition(vocabulary, merges(directory.resolve("merges.txt")), added);
        return new TokenizerDefinition(
                json,
                new Vocabulary(vocabulary, added),
                PieceDecoder.byteLevel(),
                TextCuts.noneCrossesALineFeed(added));
    }

    private static List<AddedToken> addedTokens(Path directory, TokenizerConfig config) {
        List<AddedToken> added = new ArrayList<>(config.addedTokens());
        Path file = directory.resolve("added_tokens.json");
        if (Files.exists(file)) {
            Map<String, Integer> listed = Json.read(file, Json.text(file), TokenizerDefinition::pieces);
            listed.forEach((content, id) -> {
                if (added.stream().noneMatch(token -> token.id() == id)) {
                    added.add(AddedToken.literal(
                            id, content, config.specialContents().contains(content)));
                }
            });
        }
        added.sort(Comparator.comparingInt(AddedToken::id));
        return added;
    }

    private static List<String> merges(Path file) {
        List<String> lines = Json.text(file).lines().toList();
        List<String> merges = new ArrayList<>(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isEmpty() || (i == 0 && line.startsWith("#version"))) {
                continue;
            }
            int space = line.indexOf(' ');
            if (space <= 0 || space == line.length() - 1 || line.indexOf(' ', space + 1) >= 0) {
                throw new TokenizerException(
                        file + ": line " + (i + 1) + ": expected two pieces with one space between them, found '"
                                + TokenizerException.shown(line) + "'");
            }
            merges.add(line);
        }
        return merges;
    }

    private static String definition(Map<String, Integer> vocabulary, List<String> merges, List<AddedToken> added) {
        StringWriter text = new StringWriter(vocabulary.size() * 48);
        try (JsonGenerator json = Json.FACTORY.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("version", "1.0");
            writeAddedTokens(json, added);
            json.writeFieldName("normalizer");
            writeTyped(json, "NFC");
            writePreTokenizer(json);
            json.writeFieldName("decoder");
            writeByteLevel(json);
            writeModel(json, vocabulary, merges);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a StringWriter does not fail
        }
        return text.toString();
    }

    private static void writeAddedTokens(JsonGenerator json, List<AddedToken> added) throws IOException {
        json.writeArrayFieldStart("added_tokens");
        for (AddedToken token : added) {
            json.writeStartObject();
            json.writeNumberField("id", token.id());
            json.writeStringField("content", token.content());
            json.writeBooleanField("single_word", token.singleWord());
            json.writeBooleanField("lstrip", token.lstrip());
            json.writeBooleanField("rstrip", token.rstrip());
            json.writeBooleanField("normalized", token.normalized());
            json.writeBooleanField("special", token.special());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writePreTokenizer(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("pre_tokenizer");
        json.writeStringField("type", "Sequence");
        json.writeArrayFieldStart("pretokenizers");
        json.writeStartObject();
        json.writeStringField("type", "Split");
        json.writeObjectFieldStart("pattern");
        json.writeStringField("Regex", TextCuts.QWEN2_WORDS);
        json.writeEndObject();
        json.writeStringField("behavior", "Isolated");
        json.writeBooleanField("invert", false);
        json.writeEndObject();
        writeByteLevel(json);
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeByteLevel(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "ByteLevel");
        json.writeBooleanField("add_prefix_space", false);
        json.writeBooleanField("trim_offsets", false);
        json.writeBooleanField("use_regex", false);
        json.writeEndObject();
    }

    private static void writeTyped(JsonGenerator json, String type) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", type);
        json.writeEndObject();
    }

    private static void writeModel(JsonGenerator json, Map<String, Integer> vocabulary, List<String> merges)
            throws IOException {
        json.writeObjectFieldStart("model");
        json.writeStringField("type", "BPE");
        json.writeObjectFieldStart("vocab");
        for (Map.Entry<String, Integer> piece : vocabulary.entrySet()) {
            json.writeNumberField(piece.getKey(), piece.getValue());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("merges");
        for (String merge : merges) {
            json.writeString(merge);
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
