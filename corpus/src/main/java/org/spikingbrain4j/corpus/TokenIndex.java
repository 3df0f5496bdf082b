package org.spikingbrain4j.corpus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What {@code index.json} says of a folder of tokens.
 *
 * @param textBytes bytes of UTF-8 that the tokens stand for, 0 where that is not known
 */
record TokenIndex(TokenVocabulary vocabulary, long tokens, long documents, long textBytes, List<Shard> shards) {
    static final String FILE = "index.json";
    static final String DOCUMENTS_FILE = "documents.bin";
    static final int VERSION = 1;

    /** A file of tokens. */
    record Shard(String name, long tokens) {
        static String name(int number) {
            return "tokens-%05d.bin".formatted(number);
        }
    }

    TokenIndex {
        shards = List.copyOf(shards);
    }

    TokenWidth width() {
        return TokenWidth.of(vocabulary.size());
    }

    String json() {
        JsonMapper mapper = new JsonMapper();
        ObjectNode root = mapper.createObjectNode()
                .put("format_version", VERSION)
                .put("vocabulary_size", vocabulary.size())
                .put("data_type", width().name().toLowerCase(Locale.ROOT))
                .put("tokens", tokens)
                .put("documents", documents)
                .put("text_bytes", textBytes)
                .put("tokenizer_fingerprint", vocabulary.fingerprint())
                .put("border_token", vocabulary.border());
        ArrayNode list = root.putArray("shards");
        shards.forEach(shard -> list.addObject().put("name", shard.name()).put("tokens", shard.tokens()));
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values could not be written", e);
        }
    }

    /**
     * @throws CorpusException where the fields contradict each other or are missing
     */
    static TokenIndex of(IndexFields fields) {
        long version = fields.number("format_version", 1, Integer.MAX_VALUE);
        if (version != VERSION) {
            throw fields.error("format_version: expected %d, found %d; write the tokens again with this program"
                    .formatted(VERSION, version));
        }
        int size = (int) fields.number("vocabulary_size", 1, Integer.MAX_VALUE);
        int border = (int) fields.number("border_token", 0, size - 1);
        TokenVocabulary vocabulary = new TokenVocabulary(size, border, fields.text("tokenizer_fingerprint"));
        String width = TokenWidth.of(size).name().toLowerCase(Locale.ROOT);
        if (!fields.text("data_type").equals(width)) {
            throw fields.error("data_type: expected %s for %d ids".formatted(width, size));
        }
        List<Shard> shards = new ArrayList<>();
        for (IndexFields shard : fields.objects("shards")) {
            String expected = Shard.name(shards.size());
            if (!shard.text("name").equals(expected)) {
                throw fields.error("shards: expected %s".formatted(expected));
            }
            shards.add(new Shard(expected, shard.number("tokens", 1, Long.MAX_VALUE / Integer.BYTES)));
        }
        long tokens = fields.number("tokens", 1, Long.MAX_VALUE);
        long sum = shards.stream().mapToLong(Shard::tokens).sum();
        if (sum != tokens) {
            throw fields.error("tokens: expected those of the shards, %d, found %d".formatted(sum, tokens));
        }
        return new TokenIndex(
                vocabulary,
                tokens,
                fields.number("documents", 1, Math.min(tokens, Integer.MAX_VALUE)),
                fields.number("text_bytes", 0, Long.MAX_VALUE),
                shards);
    }
}
