package org.spikingbrain4j.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.spikingbrain4j.inference.GenerationResult;

/**
 * How many tokens a request took.
 *
 * @param prompt tokens that the answers follow, each prompt once, memories included
 * @param cached tokens among these that did not have to be read
 * @param completion tokens that were generated
 */
record Usage(long prompt, long cached, long completion) {
    /**
     * @param results in order, of prompt {@code index / perPrompt}
     * @param memoryTokens that were read before each prompt
     */
    static Usage of(List<GenerationResult> results, int perPrompt, long memoryTokens) {
        long prompt = 0;
        long cached = 0;
        long completion = 0;
        for (int i = 0; i < results.size(); i++) {
            GenerationResult result = results.get(i);
            if (i % perPrompt == 0) {
                prompt += memoryTokens + result.promptTokens();
                cached += memoryTokens + result.reusedTokens();
            }
            completion += result.tokens().length;
        }
        return new Usage(prompt, cached, completion);
    }

    ObjectNode json() {
        ObjectNode usage = Json.object()
                .put("prompt_tokens", prompt)
                .put("completion_tokens", completion)
                .put("total_tokens", prompt + completion);
        usage.putObject("prompt_tokens_details").put("cached_tokens", cached);
        return usage;
    }
}
