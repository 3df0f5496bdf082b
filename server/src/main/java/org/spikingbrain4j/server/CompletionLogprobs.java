package org.spikingbrain4j.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.spikingbrain4j.inference.PositionLogprobs;
import org.spikingbrain4j.inference.TokenLogprob;

/** Log-probabilities in the shape of completions: lists by place, and where in the text each token begins, in code points. */
final class CompletionLogprobs {
    /** What OpenAI writes for a token that cannot be: JSON has no infinities. */
    private static final double IMPOSSIBLE = -9999;

    private final TokenTexts texts;
    private final int top;
    private final ArrayNode tokens = Json.array();
    private final ArrayNode logprobs = Json.array();
    private final ArrayNode tops = Json.array();
    private final ArrayNode offsets = Json.array();
    private long offset;

    /**
     * @param top tokens wanted at every place, beside the one that stands there
     * @param offset where the first one begins
     */
    CompletionLogprobs(TokenTexts texts, int top, long offset) {
        this.texts = texts;
        this.top = top;
        this.offset = offset;
    }

    /**
     * A token of which nothing was predicted: the first of a text.
     *
     * @param shown whether it is a part of the text; else the next one begins where it does
     */
    void addFirst(int token, boolean shown) {
        long start = offset;
        begin(token);
        offset = shown ? offset : start;
        logprobs.addNull();
        tops.addNull();
    }

    void add(List<PositionLogprobs> places) {
        places.forEach(this::add);
    }

    void add(PositionLogprobs place) {
        begin(place.chosen().token());
        logprobs.add(finite(place.chosen().logprob()));
        ObjectNode best = tops.addObject();
        place.top().stream().limit(top).forEach(token -> put(best, token));
        if (place.top().stream()
                .limit(top)
                .noneMatch(token -> token.token() == place.chosen().token())) {
            put(best, place.chosen());
        }
    }

    /** Where the next one begins. */
    long offset() {
        return offset;
    }

    ObjectNode json() {
        ObjectNode json = Json.object();
        json.set("text_offset", offsets);
        json.set("token_logprobs", logprobs);
        json.set("tokens", tokens);
        json.set("top_logprobs", tops);
        return json;
    }

    static double finite(double logprob) {
        return Double.isFinite(logprob) ? logprob : IMPOSSIBLE;
    }

    private void begin(int token) {
        tokens.add(texts.text(token));
        offsets.add(offset);
        offset += characters(texts.bytes(token));
    }

    /** Two tokens can have one text: the second is written by its number. */
    private void put(ObjectNode best, TokenLogprob token) {
        String text = texts.text(token.token());
        best.put(best.has(text) ? "token_id:" + token.token() : text, finite(token.logprob()));
    }

    /** Code points that begin among these bytes. */
    private static long characters(byte[] utf8) {
        return new String(utf8, StandardCharsets.ISO_8859_1)
                .chars()
                .filter(value -> (value & 0xc0) != 0x80)
                .count();
    }
}
