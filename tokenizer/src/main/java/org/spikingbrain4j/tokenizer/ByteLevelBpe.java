package org.spikingbrain4j.tokenizer;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The byte-level BPE of Qwen2 (spec 9): NFC, words by {@link #WORDS}, every byte of a word a character of
 * {@link #alphabet()}, merges within words. Writes it as a {@code tokenizer.json}.
 */
public final class ByteLevelBpe {
    /** How text is cut into words before merging. */
    public static final String WORDS = CutRules.QWEN2_WORDS;

    private ByteLevelBpe() {}

    /** The GPT-2 alphabet: 256 characters, by the value of the byte that each stands for. */
    public static String alphabet() {
        return PieceDecoder.alphabet();
    }

    /**
     * A whole {@code tokenizer.json}.
     *
     * @param pieces spelt in the alphabet, by id
     * @param merges two pieces with a space between them, most important first
     * @param specialTokens cut out of the raw text before anything else; their ids follow those of the pieces
     */
    public static String json(List<String> pieces, List<String> merges, List<String> specialTokens) {
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        pieces.forEach(piece -> vocabulary.put(piece, vocabulary.size()));
        List<AddedToken> added = IntStream.range(0, specialTokens.size())
                .mapToObj(i -> AddedToken.literal(pieces.size() + i, specialTokens.get(i), true))
                .toList();
        return json(vocabulary, merges, added);
    }

    static String json(Map<String, Integer> vocabulary, List<String> merges, List<AddedToken> added) {
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
        json.writeStringField("Regex", CutRules.QWEN2_WORDS);
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
