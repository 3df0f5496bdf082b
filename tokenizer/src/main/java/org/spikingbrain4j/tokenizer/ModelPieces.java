package org.spikingbrain4j.tokenizer;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The {@code model} of a {@code tokenizer.json}.
 *
 * @param pieces its vocabulary, by content
 * @param bytePairs whether pieces are made by merging and in no other way
 * @param merges whether there are any
 * @param byteFallback whether a character that is no piece becomes a token a byte
 */
record ModelPieces(Map<String, Integer> pieces, boolean bytePairs, boolean merges, boolean byteFallback) {
    static final ModelPieces NONE = new ModelPieces(Map.of(), false, false, false);

    static ModelPieces read(JsonParser parser) throws IOException {
        Json.expect(parser, JsonToken.START_OBJECT, "an object in model");
        Map<String, Integer> pieces = Map.of();
        String type = "";
        boolean wholeWords = false;
        boolean merges = false;
        boolean byteFallback = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (field) {
                case "continuing_subword_prefix" -> requireNoPrefix(parser);
                case "vocab" -> pieces = value == JsonToken.START_ARRAY ? scored(parser) : byId(parser);
                case "type" -> type = parser.getValueAsString("");
                case "ignore_merges" -> wholeWords = value == JsonToken.VALUE_TRUE;
                case "byte_fallback" -> byteFallback = value == JsonToken.VALUE_TRUE;
                case "merges" -> merges = isFilled(parser);
                default -> parser.skipChildren();
            }
        }
        return new ModelPieces(pieces, type.equals("BPE") && !wholeWords, merges, byteFallback);
    }

    private static void requireNoPrefix(JsonParser parser) throws IOException {
        if (!parser.getValueAsString("").isEmpty()) {
            // The native library takes the prefix off shorter pieces, and the JVM with it.
            throw new JsonParseException(parser, "model.continuing_subword_prefix is not supported");
        }
    }

    private static boolean isFilled(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            return false;
        }
        boolean filled = false;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            filled = true;
            parser.skipChildren();
        }
        return filled;
    }

    /** A vocabulary of BPE and WordLevel models: an object of ids by piece. */
    static Map<String, Integer> byId(JsonParser parser) throws IOException {
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
    private static Map<String, Integer> scored(JsonParser parser) throws IOException {
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
