package org.spikingbrain4j.tokenizer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a model directory says about its tokenizer.
 *
 * @param json the definition for the Hugging Face library, in the format of {@code tokenizer.json}
 * @param vocabulary the pieces in it
 * @param pieceDecoder how pieces become text
 * @param cuts where a text may be cut
 */
record TokenizerDefinition(String json, Vocabulary vocabulary, PieceDecoder pieceDecoder, TextCuts cuts) {

    /** Reads {@code tokenizer.json}, or else the files of a Qwen2 tokenizer, from a model directory. */
    static TokenizerDefinition read(Path directory, TokenizerConfig config) {
        Path file = directory.resolve("tokenizer.json");
        if (Files.exists(file)) {
            String json = Json.text(file);
            return Json.read(file, json, parser -> parse(file, json, parser));
        }
        if (Files.exists(directory.resolve("vocab.json")) || Files.exists(directory.resolve("merges.txt"))) {
            return Qwen2Files.read(directory, config);
        }
        throw new TokenizerException(directory + ": no tokenizer in this directory; expected tokenizer.json,"
                + " or vocab.json with merges.txt and tokenizer_config.json");
    }

    private static TokenizerDefinition parse(Path file, String json, JsonParser parser) throws IOException {
        Json.expect(parser, JsonToken.START_OBJECT, "a JSON object");
        ModelPieces model = ModelPieces.NONE;
        List<AddedToken> added = new ArrayList<>();
        Map<String, Object> decoder = Map.of();
        Object normalizer = null;
        Object preTokenizer = null;
        Object postProcessor = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "model" -> model = ModelPieces.read(parser);
                case "normalizer" -> normalizer = Json.value(parser);
                case "pre_tokenizer" -> preTokenizer = Json.value(parser);
                case "post_processor" -> postProcessor = Json.value(parser);
                case "decoder" -> decoder = Json.asObject(Json.value(parser));
                case "added_tokens" -> {
                    for (Object token : Json.asList(Json.value(parser))) {
                        added.add(addedToken(file, Json.asObject(token)));
                    }
                }
                default -> parser.skipChildren();
            }
        }
        if (model.pieces().isEmpty()) {
            throw new TokenizerException(file + ": model.vocab: no pieces found");
        }
        NativeGuard.check(normalizer, "normalizer", file);
        NativeGuard.check(preTokenizer, "pre_tokenizer", file);
        NativeGuard.check(postProcessor, "post_processor", file);
        return new TokenizerDefinition(
                json,
                new Vocabulary(model.pieces(), added),
                PieceDecoder.of(decoder, file),
                CutRules.of(model, normalizer, preTokenizer, added));
    }

    private static AddedToken addedToken(Path file, Map<String, Object> fields) {
        if (fields.get("id") instanceof Integer id && id >= 0 && id < Vocabulary.MAX_SIZE) {
            return AddedToken.of(id, fields, file.toString());
        }
        throw new TokenizerException(file + ": added_tokens: expected an id below " + Vocabulary.MAX_SIZE + ", found "
                + TokenizerException.shown(fields.get("id")));
    }
}
