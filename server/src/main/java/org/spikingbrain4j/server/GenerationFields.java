package org.spikingbrain4j.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.spikingbrain4j.inference.GenerationOptions;
import org.spikingbrain4j.inference.SamplingOptions;

/**
 * What conversations and completions are asked for in the same fields.
 *
 * @param maxTokens of each answer
 * @param choices answers to each prompt
 * @param sampling without a seed
 * @param seed of the first answer; the others follow it
 * @param stream whether the answer comes as events
 * @param includeUsage whether the last event says how many tokens there were
 * @param memory a document that was read before
 * @param user somebody whom the client answers
 */
record GenerationFields(
        int maxTokens,
        SamplingOptions sampling,
        OptionalLong seed,
        List<String> stop,
        boolean ignoreEos,
        int choices,
        boolean stream,
        boolean includeUsage,
        Optional<String> memory,
        Optional<String> user) {
    /** Most of the probable tokens that are named at a place. */
    static final int MOST_LOGPROBS = 20;

    private static final double MOST_TEMPERATURE = 2;
    private static final double MOST_PENALTY = 2;
    private static final double MOST_BIAS = 100;
    private static final int MOST_STOPS = 32;

    /** @param defaultMaxTokens where none are asked for */
    static GenerationFields read(Fields fields, int defaultMaxTokens, ServedModel model) {
        Limits limits = model.limits();
        boolean stream = fields.flag("stream", false);
        SamplingOptions sampling = SamplingOptions.builder()
                .temperature(fields.number("temperature", 0, MOST_TEMPERATURE).orElse(1))
                .topP(positiveShare(fields, "top_p"))
                .topK(fields.integer("top_k", 0, Integer.MAX_VALUE).orElse(0))
                .minP(fields.number("min_p", 0, 1).orElse(0))
                .repetitionPenalty(repetitionPenalty(fields))
                .presencePenalty(penalty(fields, "presence_penalty"))
                .frequencyPenalty(penalty(fields, "frequency_penalty"))
                .logitBias(logitBias(fields, model))
                .build();
        return new GenerationFields(
                maxTokens(fields, defaultMaxTokens, limits.maxTokens()),
                sampling,
                fields.integer("seed"),
                stop(fields),
                fields.flag("ignore_eos", false),
                fields.integer("n", 1, limits.choices()).orElse(1),
                stream,
                includeUsage(fields, stream),
                fields.string("memory"),
                fields.string("user"));
    }

    /**
     * How one of the answers is to be made.
     *
     * @param logprobs tokens wanted at every place; the model must report at least one, since the chosen one's own comes with it
     */
    GenerationOptions options(int choice, OptionalInt logprobs, boolean promptLogprobs) {
        return GenerationOptions.builder()
                .maxTokens(maxTokens)
                .sampling(seed.isPresent() ? seeded(seed.getAsLong() + choice) : sampling)
                .stop(stop)
                .logprobs(logprobs.isPresent() ? Math.max(1, logprobs.getAsInt()) : 0)
                .promptLogprobs(promptLogprobs)
                .ignoreEos(ignoreEos)
                .build();
    }

    private SamplingOptions seeded(long value) {
        return new SamplingOptions(
                sampling.logitBias(),
                sampling.repetitionPenalty(),
                sampling.presencePenalty(),
                sampling.frequencyPenalty(),
                sampling.temperature(),
                sampling.topK(),
                sampling.topP(),
                sampling.minP(),
                OptionalLong.of(value));
    }

    private static int maxTokens(Fields fields, int absent, int most) {
        var tokens = fields.integer("max_tokens", 0, most);
        var newer = fields.integer("max_completion_tokens", 0, most);
        if (tokens.isPresent() && newer.isPresent() && tokens.getAsInt() != newer.getAsInt()) {
            throw fields.invalid(
                    "max_completion_tokens", "the number in max_tokens, or only one of them", newer.getAsInt());
        }
        return newer.orElse(tokens.orElse(absent));
    }

    private static double positiveShare(Fields fields, String name) {
        double share = fields.number(name, 0, 1).orElse(1);
        if (share == 0) {
            throw fields.invalid(name, "more than 0, at most 1", share);
        }
        return share;
    }

    private static double repetitionPenalty(Fields fields) {
        double penalty =
                fields.number("repetition_penalty", 0, Double.MAX_VALUE).orElse(1);
        if (penalty == 0) {
            throw fields.invalid("repetition_penalty", "more than 0", penalty);
        }
        return penalty;
    }

    private static double penalty(Fields fields, String name) {
        return fields.number(name, -MOST_PENALTY, MOST_PENALTY).orElse(0);
    }

    private static Map<Integer, Double> logitBias(Fields fields, ServedModel model) {
        Map<Integer, Double> biases = new HashMap<>();
        int vocabulary = model.text().model().config().vocabularySize();
        fields.value("logit_bias").ifPresent(given -> {
            String path = fields.path("logit_bias");
            if (!given.isObject()) {
                throw Fields.wrongType(path, "an object of token ids and numbers", given);
            }
            for (Map.Entry<String, JsonNode> entry : given.properties()) {
                biases.put(
                        token(path, entry.getKey(), vocabulary),
                        Fields.number(path + "." + entry.getKey(), entry.getValue(), -MOST_BIAS, MOST_BIAS));
            }
        });
        return biases;
    }

    private static int token(String path, String name, int vocabulary) {
        boolean token = name.matches("\\d{1,9}") && Integer.parseInt(name) < vocabulary;
        if (!token) {
            throw Fields.invalidValue(path, "token ids from 0 to %d".formatted(vocabulary - 1), name);
        }
        return Integer.parseInt(name);
    }

    private static List<String> stop(Fields fields) {
        String path = fields.path("stop");
        List<String> stops = new ArrayList<>();
        fields.value("stop").ifPresent(given -> {
            if (given.isTextual()) {
                stops.add(given.textValue());
            } else if (given.isArray()) {
                given.forEach(element -> stops.add(Fields.string(path, element)));
            } else {
                throw Fields.wrongType(path, "a string or an array of strings", given);
            }
        });
        if (stops.contains("") || stops.size() > MOST_STOPS) {
            throw Fields.invalidValue(
                    path,
                    "up to %d strings of at least one character".formatted(MOST_STOPS),
                    stops.contains("") ? "an empty one" : stops.size());
        }
        return stops;
    }

    private static boolean includeUsage(Fields fields, boolean stream) {
        Optional<Fields> options = fields.object("stream_options");
        if (options.isPresent() && !stream) {
            throw fields.invalid("stream_options", "nothing where stream is not true", "an object");
        }
        return options.map(found -> {
                    boolean include = found.flag("include_usage", false);
                    found.allow("include_obfuscation", false);
                    found.finish();
                    return include;
                })
                .orElse(false);
    }
}
