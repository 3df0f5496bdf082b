package org.spikingbrain4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import org.spikingbrain4j.inference.GenerationResult;
import org.spikingbrain4j.inference.PositionLogprobs;
import org.spikingbrain4j.inference.TextModel;
import org.spikingbrain4j.inference.TokenLogprob;

/** A generation's result as JSON, and its speed as a line. */
final class GenerationReport {
    private final Json json = new Json();
    private final TextModel model;

    private GenerationReport(TextModel model) {
        this.model = model;
    }

    /**
     * Text, tokens, finish reason, usage, times, log-probabilities and statistics, with OpenAI's names where it has them.
     *
     * @param statistics where they were asked for
     */
    static String json(TextModel model, GenerationResult result, Optional<RunStatistics> statistics) {
        return new GenerationReport(model).text(result, statistics);
    }

    /** {@code 9 prompt tokens, 4 of them reused, in 12 ms (417/s), 50 tokens in 0.12 s (417/s), ended by length}. */
    static String summary(GenerationResult result) {
        return "%s%s in %s (%s/s), %s in %s (%s/s), ended by %s"
                .formatted(
                        Quantity.plural(result.promptTokens(), "prompt token"),
                        result.reusedTokens() > 0 ? ", %d of them reused,".formatted(result.reusedTokens()) : "",
                        Quantity.time(result.prefillTime()),
                        Quantity.number(Quantity.perSecond(result.readTokens(), result.prefillTime())),
                        Quantity.plural(result.tokens().length, "token"),
                        Quantity.time(result.decodeTime()),
                        Quantity.number(Quantity.perSecond(result.tokens().length, result.decodeTime())),
                        reason(result));
    }

    private static String reason(GenerationResult result) {
        return result.finishReason().name().toLowerCase(Locale.ROOT);
    }

    private String text(GenerationResult result, Optional<RunStatistics> statistics) {
        ObjectNode node = json.object();
        node.put("text", result.text());
        ArrayNode tokens = node.putArray("tokens");
        for (int token : result.tokens()) {
            tokens.add(token);
        }
        node.put("finish_reason", reason(result));
        node.putObject("usage")
                .put("prompt_tokens", result.promptTokens())
                .put("completion_tokens", result.tokens().length)
                .put("total_tokens", result.promptTokens() + result.tokens().length)
                .putObject("prompt_tokens_details")
                .put("cached_tokens", result.reusedTokens());
        node.putObject("seconds")
                .put("prefill", result.prefillTime().toNanos() / 1e9)
                .put("decode", result.decodeTime().toNanos() / 1e9);
        if (!result.logprobs().isEmpty()) {
            ArrayNode logprobs = node.putArray("logprobs");
            result.logprobs().forEach(position -> add(logprobs.addObject(), position));
        }
        statistics.ifPresent(found -> found.addTo(node));
        return json.text(node);
    }

    private void add(ObjectNode node, PositionLogprobs position) {
        add(node, position.chosen());
        ArrayNode top = node.putArray("top_logprobs");
        position.top().forEach(candidate -> add(top.addObject(), candidate));
    }

    private void add(ObjectNode node, TokenLogprob token) {
        node.put("token", token.token());
        node.put("text", text(token.token()));
        node.put("logprob", token.logprob());
    }

    /** A token's text after another token: at the beginning of a text some tokenizers leave out the blank before a word. */
    private String text(int token) {
        String alone = model.tokenizer().decode(new int[] {token}, false);
        return model.tokenizer().decode(new int[] {token, token}, false).substring(alone.length());
    }
}
