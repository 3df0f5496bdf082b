package org.spikingbrain4j.tokenizer;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a model directory says about its tokenizer.
 *
 * @param json the definition for the Hugging Face library, in the format of {@code tokenizer.json}
 * @param vocabulary the pieces in it
 * @param pieceDecoder how pieces become text
 * @param cuttable whether {@link TextCuts} in a text leave its tokens as they are
 */
record TokenizerDefinition(String json, Vocabulary vocabulary, PieceDecoder pieceDecoder, boolean cuttable) {

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
        Map<String, Integer> model = Map.of();
        List<AddedToken> added = new ArrayList<>();
        Map<String, Object> decoder = Map.of();
        Object normalizer = null;
        Object preTokenizer = null;
        Object postProcessor = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "model" -> model = modelPieces(parser);
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
        if (model.isEmpty()) {
            throw new TokenizerException(file + ": model.vocab: no pieces found");
        }
        NativeGuard.check(normalizer, "normalizer", file);
        NativeGuard.check(preTokenizer, "pre_tokenizer", file);
        NativeGuard.check(postProcessor, "post_processor", file);
        return new TokenizerDefinition(
                json,
                new Vocabulary(model, added),
                PieceDecoder.of(decoder, file),
                TextCuts.changeNothing(normalizer, preTokenizer, added));
    }

    private static AddedToken addedToken(Path file, Map<String, Object> fields) {
        if (fields.get("id") instanceof Integer id && id >= 0 && id < Vocabulary.MAX_SIZE) {
            return AddedToken.of(id, fields, file.toString());
        }
        throw new TokenizerException(file + ": added_tokens: expected an id below " + Vocabulary.MAX_SIZE + ", found "
                + TokenizerException.shown(fields.get("id")));
    }

    private static Map<String, Integer> modelPieces(JsonParser parser) throws IOException {
        Json.expect(parser, JsonToken.START_OBJECT, "an object in model");
        Map<String, Integer> pieces = Map.of();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (field.equals("continuing_subword_prefix")
                    && !parser.getValueAsString("").isEmpty()) {
                // The native library takes the prefix off shorter pieces, and the JVM with it.
                throw new JsonParseException(parser, "model.continuing_subword_prefix is not supported");
            }
            if (!field.equals("vocab")) {
                parser.skipChildren();
            } else if (value == JsonToken.START_ARRAY) {
                pieces = scoredPieces(parser);
            } else {
                pieces = pieces(parser);
            }
        }
        return pieces;
    }

    /** A vocabulary of BPE and WordLevel models: an object of ids by piece. */
    static Map<String, Integer> pieces(JsonParser parser) throws IOException {
        Json.expect(parser, JsonToken.START_OBJECT, "an object of token ids");
        Map<String, Integer> pieces = new HashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String piece = parser.currentName();
            long id = parser.nextToken() == JsonToken.VALUE_NUMBER_INT ? parser.getLongValue() : -1;
            if (id < 0 || id >= Vocabulary.MAX_SIZE) {
                throw new JsonParseException(
                        parser,
                        "token '" + piece + "': expected an id below " + Vocabulary.MAX_SIZE + ", found "
                                + parser.getText());
            }
            pieces.put(piece, (int) id);
        }
        return pieces;
    }

    /** A vocabulary of Unigram models: an array of {@code [piece, score]} in the order of the ids. */
    private static Map<String, Integer> scoredPieces(JsonParser parser) throws IOException {
        Map<String, Integer> pieces = new HashMap<>();
        for (int id = 0; parser.nextToken() != JsonToken.END_ARRAY; id++) {
            Json.expect(parser, JsonToken.START_ARRAY, "[piece, score] in model.vocab");
            parser.nextToken();
            Json.expect(parser, JsonToken.VALUE_STRING, "a piece in model.vocab");
            pieces.put(parser.getText(), id);
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                parser.skipChildren();
            }
        }
        return pieces;
    }
}
